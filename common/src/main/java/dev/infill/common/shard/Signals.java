package dev.infill.common.shard;

import java.time.Duration;
import java.util.Optional;

/**
 * What a shard's server feels, for the pace. A signal that could not be read is empty, and so is
 * one that the spec does not ask for.
 *
 * @param replicaLag of the slowest replica; zero without replicas
 * @param commitLatency of a small commit of our own
 * @param activeSessions sessions that run a statement now, ours not counted
 * @param lockWaiters sessions that wait for a lock
 * @param walBytes that the server ever wrote; what it grows by in a second is its rate
 * @param slotBytes of WAL that our slot retains; MySQL keeps no log for a capture
 * @param autovacuum whether autovacuum is at the table; MySQL has none
 * @param query the number that the operator's query gave
 * @param deadRows the part of the table that needs a VACUUM most; empty when none does
 * @param mySql what only MySQL has; empty on PostgreSQL
 */
public record Signals(
    Optional<Duration> replicaLag,
    Optional<Duration> commitLatency,
    Optional<Integer> activeSessions,
    Optional<Integer> lockWaiters,
    Optional<Long> walBytes,
    Optional<Long> slotBytes,
    Optional<Boolean> autovacuum,
    Optional<Double> query,
    Optional<DeadRows> deadRows,
    Optional<OnMySql> mySql) {

  /** Of a server with PostgreSQL. */
  public Signals(
      Optional<Duration> replicaLag,
      Optional<Duration> commitLatency,
      Optional<Integer> activeSessions,
      Optional<Integer> lockWaiters,
      Optional<Long> walBytes,
      Optional<Long> slotBytes,
      Optional<Boolean> autovacuum,
      Optional<Double> query,
      Optional<DeadRows> deadRows) {
    this(
        replicaLag,
        commitLatency,
        activeSessions,
        lockWaiters,
        walBytes,
        slotBytes,
        autovacuum,
        query,
        deadRows,
        Optional.empty());
  }

  /**
   * What only MySQL has.
   *
   * @param historyLength old versions of rows that the server still has to clear away
   * @param redoLog percent of the redo log that it can't write over before it writes pages out
   * @param semiSyncWait how long a commit waited for a replica's acknowledgement, on average since
   *     the look before; zero where none did, or the server waits for none
   */
  public record OnMySql(
      Optional<Long> historyLength, Optional<Integer> redoLog, Optional<Duration> semiSyncWait) {}

  /**
   * A table, or a partition of it, with more dead rows than autovacuum should have let pass.
   *
   * @param relation its name, quoted
   * @param dead rows that nobody sees any more
   * @param limit how many there may be
   */
  public record DeadRows(String relation, long dead, long limit) {}

  /** All is calm: what a server with PostgreSQL says that has nothing to do. */
  public static Signals calm() {
    return new Signals(
        Optional.of(Duration.ZERO),
        Optional.of(Duration.ofMillis(1)),
        Optional.of(0),
        Optional.of(0),
        Optional.of(0L),
        Optional.of(0L),
        Optional.of(false),
        Optional.empty(),
        Optional.empty());
  }
}
