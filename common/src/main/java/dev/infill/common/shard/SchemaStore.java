package dev.infill.common.shard;

import dev.infill.common.message.Finding;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.Key;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.spec.MigrationSpec;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a schema's change on one shard. Each looks first whether it already took, so it may
 * be repeated after any crash; each runs under the spec's lock timeout and holds the migration's
 * advisory lock, so that a stale coordinator and its successor are never at it together. A lock
 * that is not free, or the advisory lock in other hands, is a {@link ShardFailure} that is
 * TRANSIENT and says who blocks.
 */
public interface SchemaStore {
  /**
   * @param plan empty when a finding is an error
   */
  record Surveyed(List<Finding> findings, Optional<TablePlan> plan) {}

  /** The next ranges; see {@link dev.infill.common.message.Event.RangesCut}. */
  record Cut(List<Key> bounds, boolean end) {}

  /**
   * Rows that stand against a constraint.
   *
   * @param count how many; 0 when the step was done
   * @param first keys of at most 20 of them
   */
  record Offenders(long count, List<Key> first) {
    public static final Offenders NONE = new Offenders(0, List.of());
  }

  /** Looks at table, server and privileges, and changes nothing. */
  Surveyed survey(MigrationSpec spec, ShardAddress shard) throws ShardFailure;

  /** Adds the columns, nullable and without default. */
  void addColumn(PlannedShard shard) throws ShardFailure;

  /**
   * Makes sure, before a capture begins, that the table still has what the plan found there. A
   * column that went with a lost server is added again.
   *
   * @throws ShardFailure PERMANENT when somebody altered the table so that the migration can't go
   *     on
   */
  void lookAgain(PlannedShard shard) throws ShardFailure;

  /**
   * Why what was captured and checked until now does not count any more: another server took over,
   * or the table was altered; empty when all is as it was when the capture was prepared.
   */
  Optional<String> changed(PlannedShard shard) throws ShardFailure;

  /** Makes replica identity, publication and slot, in this order. */
  void prepareCapture(PlannedShard shard) throws ShardFailure;

  /**
   * Drops slot and publication that {@link #prepareCapture} made, also when broken, so that it can
   * make new ones.
   */
  void dropCapture(PlannedShard shard) throws ShardFailure;

  /** Bytes of log that the server keeps for the capture's slot; 0 where there is none. */
  long retainedLog(PlannedShard shard) throws ShardFailure;

  /**
   * Drops the slot alone, so that the server need not keep its log any more. Ends whoever reads
   * from it: a worker that hangs would keep it for ever.
   */
  void dropSlot(PlannedShard shard) throws ShardFailure;

  /** The name of the slot, without asking the database. */
  String slot(PlannedShard shard);

  /** The name of the publication, without asking the database. */
  String publication(PlannedShard shard);

  /**
   * Puts a mark into the log behind all that is committed now; the capture turns it into a barrier.
   */
  void emitBarrier(PlannedShard shard, String barrier) throws ShardFailure;

  /** Cuts up to {@code ranges} ranges of the spec's rangeRows rows behind a key. */
  Cut cut(PlannedShard shard, Optional<Key> after, int ranges) throws ShardFailure;

  void installBridge(PlannedShard shard) throws ShardFailure;

  void removeBridge(PlannedShard shard) throws ShardFailure;

  /** Takes one step of {@link ConstraintSteps}; lists the offenders instead when there are any. */
  Offenders constrain(PlannedShard shard, String step) throws ShardFailure;

  /** Drops slot and publication, puts the replica identity back, drops our replication origins. */
  void release(PlannedShard shard) throws ShardFailure;

  /**
   * Drops all that the migration added, in the reverse order: constraints, indexes, bridge,
   * capture, columns.
   */
  void rollBack(PlannedShard shard) throws ShardFailure;

  /**
   * How far the step is that is being taken now, and who keeps it from going on, in a sentence;
   * empty when nothing can be said, or nothing is being taken. For steps that take or wait long
   * without holding anybody up, such as building an index.
   */
  Optional<String> inTheWay(PlannedShard shard) throws ShardFailure;

  /** Begins to watch a shard's server; the caller closes it. */
  ShardWatch watch(PlannedShard shard) throws ShardFailure;

  /** Looks once. */
  default Signals probe(PlannedShard shard) throws ShardFailure {
    try (var watch = watch(shard)) {
      return watch.look(shard);
    }
  }

  /**
   * Vacuums a table or a partition, gently, and gives up as soon as anybody waits for it. Returns
   * when it is done; a thread that is interrupted meanwhile takes it away.
   *
   * @param relation of {@link Signals#deadRows}
   * @throws ShardFailure TRANSIENT when its lock is not free, or somebody came to wait for it
   */
  void vacuum(PlannedShard shard, String relation) throws ShardFailure;
}
