package dev.infill.common.message;

import dev.infill.common.model.MigrationShard;
import java.time.Duration;
import java.time.Instant;

/**
 * How fast a shard may be worked for a migration now, on the compacted {@code infill.pace}, once a
 * second. Workers read it between chunks; a pace older than {@link #SILENCE} means stand still.
 *
 * @param rangesInFlight most ranges at a time; 0 gives running ranges back
 * @param chunkTarget wall time a chunk should take
 * @param restPercent how long a worker rests after each chunk that it fills or passes over, in
 *     hundredths of the time that it took; not negative
 * @param reason why it is so, for people
 */
public record Pace(
    MigrationShard id,
    int rangesInFlight,
    Duration chunkTarget,
    int restPercent,
    String reason,
    Instant at) {
  /** Without rest. */
  public Pace(
      MigrationShard id, int rangesInFlight, Duration chunkTarget, String reason, Instant at) {
    this(id, rangesInFlight, chunkTarget, 0, reason, at);
  }

  /** How old a pace may be before workers stand still. */
  public static final Duration SILENCE = Duration.ofSeconds(10);
}
