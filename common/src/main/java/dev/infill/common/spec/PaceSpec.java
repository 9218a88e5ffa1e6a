package dev.infill.common.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * Where each signal of a shard's server begins to be bad. Below half of its limit a signal is good;
 * between, the pace is held; an absent one is not looked at.
 *
 * @param replicaLag of the slowest replica
 * @param commitLatency of a small commit
 * @param slowdown how many times as long as before the work a small commit may take; above 1
 * @param activeSessions sessions that run a statement, ours not counted
 * @param lockWaiters sessions that wait for a lock
 * @param walRate bytes of log that the server writes in a second, whoever has it written
 * @param slotBytes of log that our slot retains
 * @param changeLag from an application's commit to its dual-write
 * @param autovacuum what happens while autovacuum is at the table
 * @param query a look of the operator's own
 * @param historyLength old versions of rows that a server of MySQL still has to clear away
 * @param redoLog percent of the redo log that a server of MySQL can't write over yet
 * @param semiSyncWait how long commits wait for a replica of MySQL to acknowledge them
 * @param criticalSlotBytes of log that our slot retains, above which the capture is given up; above
 *     {@code slotBytes}
 */
public record PaceSpec(
    Optional<Duration> replicaLag,
    Optional<Duration> commitLatency,
    Optional<Double> slowdown,
    Optional<Integer> activeSessions,
    Optional<Integer> lockWaiters,
    Optional<Long> walRate,
    Optional<Long> slotBytes,
    Optional<Duration> changeLag,
    Autovacuum autovacuum,
    Optional<Query> query,
    Optional<Integer> historyLength,
    Optional<Integer> redoLog,
    Optional<Duration> semiSyncWait,
    Optional<Long> criticalSlotBytes) {

  /** Without what only MySQL has, and without an end to what the slot may retain. */
  public PaceSpec(
      Optional<Duration> replicaLag,
      Optional<Duration> commitLatency,
      Optional<Double> slowdown,
      Optional<Integer> activeSessions,
      Optional<Integer> lockWaiters,
      Optional<Long> walRate,
      Optional<Long> slotBytes,
      Optional<Duration> changeLag,
      Autovacuum autovacuum,
      Optional<Query> query) {
    this(
        replicaLag,
        commitLatency,
        slowdown,
        activeSessions,
        lockWaiters,
        walRate,
        slotBytes,
        changeLag,
        autovacuum,
        query,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * What is used unless the spec says otherwise; the schema says the same. Lag of ten seconds is
   * what readers of a replica commonly bear; 4 GB of retained log is far from filling a disk; more
   * than a dozen lock waiters or a commit above 200 ms is felt by the application. So is less than
   * that where commits are quick: the work steps back until they take at most half as long again.
   * Reads become slow with some million old versions; and a redo log that is three quarters full is
   * shortly before the server stops writers to write pages out. And 32 GB of retained log is what a
   * capture that nobody reads must not go beyond, whatever room the disk still has.
   */
  public static final PaceSpec DEFAULT =
      new PaceSpec(
          Optional.of(Duration.ofSeconds(10)),
          Optional.of(Duration.ofMillis(200)),
          Optional.of(1.5),
          Optional.of(100),
          Optional.of(12),
          Optional.empty(),
          Optional.of(4_000_000_000L),
          Optional.of(Duration.ofSeconds(10)),
          Autovacuum.SLOW,
          Optional.empty(),
          Optional.of(1_000_000),
          Optional.of(75),
          Optional.of(Duration.ofMillis(200)),
          Optional.of(criticalSlotBytes(Optional.of(4_000_000_000L))));

  /**
   * Nothing is looked at: always as fast as the limits allow. But nobody wishes that a disk is
   * filled, however fast.
   */
  public static final PaceSpec OFF =
      new PaceSpec(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Autovacuum.IGNORE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(criticalSlotBytes(Optional.empty())));

  /** What happens while autovacuum is at the table. */
  public enum Autovacuum {
    /** It is as if it were not. */
    IGNORE,
    /** The pace goes down, at most to one range. */
    SLOW,
    /** Nothing is filled until it has ended. */
    WAIT
  }

  /**
   * A look of the operator's own.
   *
   * @param sql one expression or SELECT in whose place a number can stand
   * @param max above which nothing is filled; below half of it all is well
   */
  public record Query(String sql, double max) {}

  /**
   * Where the spec does not say how much log is too much: far above what stops the fill, so that
   * there is time to see to it.
   *
   * @param slotBytes where the fill stops
   */
  static long criticalSlotBytes(Optional<Long> slotBytes) {
    return Math.max(32_000_000_000L, slotBytes.map(bytes -> 8 * bytes).orElse(0L));
  }

  /** Whether nothing is looked at for the pace; the log that is critical is no matter of it. */
  public boolean asksNothing() {
    var pace =
        new PaceSpec(
            replicaLag,
            commitLatency,
            slowdown,
            activeSessions,
            lockWaiters,
            walRate,
            slotBytes,
            changeLag,
            autovacuum,
            query,
            historyLength,
            redoLog,
            semiSyncWait,
            OFF.criticalSlotBytes);
    return pace.equals(OFF);
  }
}
