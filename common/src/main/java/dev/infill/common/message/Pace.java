package dev.infill.common.message;

import dev.infill.common.model.MigrationShard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How fast a shard may be worked for a migration now, on the compacted {@code infill.pace}, once a
 * second. Workers read it between chunks; a pace older than {@link #SILENCE} means stand still.
 *
 * @param rangesInFlight most ranges at a time; 0 gives running ranges back
 * @param chunkTarget wall time a chunk should take
 * @param restPercent how long a worker rests after each chunk that it fills or passes over, in
 *     hundredths of the time that it took; not negative
 * @param reason why it is so, for people
 * @param signals all that was looked at, for people; absent where nothing was
 */
public record Pace(
    MigrationShard id,
    int rangesInFlight,
    Duration chunkTarget,
    int restPercent,
    String reason,
    Instant at,
    Optional<List<Signal>> signals) {
  public Pace {
    signals = signals.map(List::copyOf);
  }

  /**
   * What one look at the server found.
   *
   * @param text the signal with its value and limit, for people
   * @param verdict how it stands to its limit: GOOD, HOLD, PRESSED or OVERDRAWN
   */
  public record Signal(String text, String verdict) {}

  /** Without signals. */
  public Pace(
      MigrationShard id,
      int rangesInFlight,
      Duration chunkTarget,
      int restPercent,
      String reason,
      Instant at) {
    this(id, rangesInFlight, chunkTarget, restPercent, reason, at, Optional.empty());
  }

  /** Without rest. */
  public Pace(
      MigrationShard id, int rangesInFlight, Duration chunkTarget, String reason, Instant at) {
    this(id, rangesInFlight, chunkTarget, 0, reason, at);
  }

  /** How old a pace may be before workers stand still. */
  public static final Duration SILENCE = Duration.ofSeconds(10);
}
