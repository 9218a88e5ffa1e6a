package dev.infill.coordinator.pace;

import java.time.Duration;

/**
 * Where a signal of the database begins to be bad. Below half of each limit it is good; between,
 * the pace is held.
 *
 * @param replicaLag of the slowest replica
 * @param slotBytes of WAL that our slot retains
 * @param changeLag from an application's commit to its dual-write
 * @param activeSessions sessions that run a statement, ours not counted
 * @param lockWaiters sessions that wait for a lock
 * @param commitLatency of a small commit
 */
public record PaceLimits(
    Duration replicaLag,
    long slotBytes,
    Duration changeLag,
    int activeSessions,
    int lockWaiters,
    Duration commitLatency) {

  /**
   * What is used. Lag of ten seconds is what readers of a replica commonly bear; 4 GiB of retained
   * WAL is far from filling a disk; more than a dozen lock waiters or a commit above 200 ms is felt
   * by the application.
   */
  public static final PaceLimits DEFAULT =
      new PaceLimits(
          Duration.ofSeconds(10),
          4L << 30,
          Duration.ofSeconds(10),
          100,
          12,
          Duration.ofMillis(200));
}
