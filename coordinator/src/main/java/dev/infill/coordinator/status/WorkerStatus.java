package dev.infill.coordinator.status;

import java.util.List;

/**
 * A worker, by its last heartbeat.
 *
 * @param alive whether the heartbeat is recent
 * @param slots ranges it can work on at a time
 * @param busy ranges it works on
 * @param rowsPerSecond rows it looked at in the last second
 * @param captures the captures it owns, as migration/shard
 * @param leaving whether it is about to stop
 * @param secondsSilent since its last heartbeat
 */
public record WorkerStatus(
    String worker,
    boolean alive,
    int slots,
    int busy,
    long rowsPerSecond,
    List<String> captures,
    boolean leaving,
    double secondsSilent) {
  public WorkerStatus {
    captures = List.copyOf(captures);
  }
}
