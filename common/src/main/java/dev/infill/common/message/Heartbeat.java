package dev.infill.common.message;

import dev.infill.common.model.MigrationShard;
import java.time.Instant;
import java.util.List;

/**
 * A worker lives, on {@code infill.workers}, once a second.
 *
 * @param worker its name
 * @param slots ranges it can work on at a time
 * @param busy ranges it works on now
 * @param rowsPerSecond rows it looked at in the last second
 * @param captures the captures it owns
 * @param leaving whether it is about to stop
 */
public record Heartbeat(
    String worker,
    int slots,
    int busy,
    long rowsPerSecond,
    List<MigrationShard> captures,
    boolean leaving,
    Instant at) {
  public Heartbeat {
    captures = List.copyOf(captures);
  }
}
