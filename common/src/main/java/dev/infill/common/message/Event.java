package dev.infill.common.message;

import dev.infill.common.model.Key;
import dev.infill.common.model.RangeId;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.spec.MigrationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happened to a migration on a shard, on {@code infill.events}. Events are facts: one that
 * comes twice, or late, is still true, and the decider ignores it where it no longer matters.
 */
public sealed interface Event {

  // ---- asked by an operator ----

  /**
   * An operator submitted the migration; the first event of each shard.
   *
   * @param wave the shard's wave in the rollout, counted from 0; empty where there is none
   */
  record Submitted(MigrationSpec spec, ShardAddress shard, Optional<Integer> wave)
      implements Event {
    /** Without a rollout. */
    public Submitted(MigrationSpec spec, ShardAddress shard) {
      this(spec, shard, Optional.empty());
    }
  }

  record PauseAsked() implements Event {}

  record ResumeAsked() implements Event {}

  record RollbackAsked() implements Event {}

  /** An operator approved that indexes and constraints go on now. */
  record ApprovalGiven() implements Event {}

  /** An operator set other limits than the spec's, or those again. */
  record TuneAsked(Tuning tuning) implements Event {}

  // ---- answers of the coordinator's own steps ----

  record PlanAccepted(TablePlan plan) implements Event {}

  /** The plan found errors; nothing was changed. */
  record PlanRefused(List<Finding> findings) implements Event {
    public PlanRefused {
      findings = List.copyOf(findings);
    }
  }

  /**
   * The shard's turn came: nothing keeps it from beginning any more.
   *
   * @param wave its wave in the rollout, counted from 0
   */
  record TurnGiven(int wave) implements Event {}

  /** No more shards begin, until an operator resumes. */
  record RolloutHalted(String reason) implements Event {}

  record ColumnAdded() implements Event {}

  /** Publication and slot (or position) exist, and the capture was asked for. */
  record CapturePrepared() implements Event {}

  /**
   * The next ranges of a walk were cut.
   *
   * @param walk the walk
   * @param after the key behind which was cut; an answer for another frontier than the walk's is
   *     late and ignored
   * @param bounds the last key of each range, in order
   * @param end whether one more range follows, from the last bound to the end of the key space
   */
  record RangesCut(int walk, Optional<Key> after, List<Key> bounds, boolean end) implements Event {
    public RangesCut {
      bounds = List.copyOf(bounds);
    }
  }

  record BridgeInstalled() implements Event {}

  record BridgeRemoved() implements Event {}

  /** A step of the constraining was done, or found done. */
  record StepDone(String step) implements Event {}

  /**
   * Rows stand against a constraint; listed before it is validated.
   *
   * @param step the step that was not taken
   * @param offenders how many rows
   * @param first keys of the first of them, at most 20
   */
  record ConstraintRefused(String step, long offenders, List<Key> first) implements Event {
    public ConstraintRefused {
      first = List.copyOf(first);
    }
  }

  record Released() implements Event {}

  record RolledBack() implements Event {}

  /** A step could not get its lock or otherwise has to wait; it will be tried again by itself. */
  record StepBlocked(String step, int attempt, String reason) implements Event {}

  /** A step failed for good, as far as the program can tell. */
  record StepFailed(String step, FailureKind kind, String reason, String advice) implements Event {}

  // ---- told by workers ----

  /**
   * One transaction of a fill; where it is scattered, the one that settles a chunk.
   *
   * @param upTo the last key it looked at; empty when the range's rows ended before a full chunk
   * @param rows rows it looked at
   * @param filled rows it wrote, with those that passes wrote before it
   * @param skipped rows it left to the second look because somebody held their lock
   */
  record ChunkFilled(
      RangeId range,
      int attempt,
      Optional<Key> upTo,
      long rows,
      long filled,
      long skipped,
      long elapsedMillis)
      implements Event {}

  /**
   * Every row of the range was filled, skipped or quarantined.
   *
   * @param skipped rows still locked at the second look; reconcile finds them
   */
  record RangeFilled(
      RangeId range,
      int attempt,
      String worker,
      long rows,
      long filled,
      long skipped,
      int chunks,
      long elapsedMillis)
      implements Event {}

  /**
   * A worker gives back the rest of a range: it took too long, the pace said halt, or the worker
   * leaves.
   *
   * @param doneUpTo the range is done up to this key; empty when nothing is
   */
  record RangeReturned(RangeId range, int attempt, Optional<Key> doneUpTo, String reason)
      implements Event {}

  /**
   * The rows of a range were counted and recomputed, in one snapshot.
   *
   * @param counted all rows
   * @param equal rows whose value is right
   * @param differing keys of rows whose value is not, at most {@value #MAX_DIFFERING}
   * @param more whether there are more of them than listed
   * @param digest of the keys and values of the rows; the sum over ranges is a walk's digest
   */
  record RangeChecked(
      RangeId range,
      int attempt,
      long counted,
      long equal,
      List<Key> differing,
      boolean more,
      long digest,
      long elapsedMillis)
      implements Event {
    /** Most keys one event lists. */
    public static final int MAX_DIFFERING = 1_000;

    public RangeChecked {
      differing = List.copyOf(differing);
    }
  }

  /**
   * Rows that differed were looked at again.
   *
   * @param repaired rows that had to be written
   * @param remaining rows that could not be made right yet: locked, or not computable
   */
  record RowsRepaired(RangeId range, int attempt, long repaired, List<Key> remaining)
      implements Event {
    public RowsRepaired {
      remaining = List.copyOf(remaining);
    }
  }

  /** A row's value can't be computed. The code is the server's; neither holds a value. */
  record RowQuarantined(Key key, String code, String reason) implements Event {}

  record TaskFailed(RangeId range, int attempt, FailureKind kind, String code, String reason)
      implements Event {}

  /**
   * An applier passed a barrier: all earlier changes of its partition are dual-written.
   *
   * @param partition of {@code infill.changes}
   * @param partitions how many there are
   */
  record BarrierPassed(String barrier, int partition, int partitions) implements Event {}

  /**
   * What an applier did since its last report; at most one a second for each partition, none
   * without changes.
   *
   * @param changes application writes applied, deletes not counted
   * @param inserts of these, new rows
   * @param written changes for which the statement had to write: their writer did not fill the
   *     column
   * @param insertsWritten of these, new rows
   * @param lastWritten when the last of them was committed; empty when written is 0
   * @param firstCommit the earliest commit in the report
   * @param lagMillis from the last change's commit to its dual-write
   */
  record ChangesApplied(
      int partition,
      long changes,
      long inserts,
      long written,
      long insertsWritten,
      Optional<Instant> lastWritten,
      Instant firstCommit,
      long lagMillis)
      implements Event {}

  /**
   * Our own writes came back through the capture; at most one every two seconds for each capture.
   * None where the server keeps them back (PostgreSQL 16 and later).
   *
   * @param rows since the last such event; some may be told twice after a capture began again
   */
  record OwnWritesSeen(long rows) implements Event {}

  /** The bridge had to compute a value for a writer that did not. */
  record BridgeFired(long times, Instant last) implements Event {}

  /** The slot or log position is gone: everything must be captured anew and checked again. */
  record CaptureLost(String reason) implements Event {}

  /**
   * Partitions were detached or dropped, and took their rows along.
   *
   * @param told a sentence for each
   */
  record PartitionsGone(List<String> told) implements Event {
    public PartitionsGone {
      told = List.copyOf(told);
    }
  }

  // ---- told by the coordinator's runtime ----

  /** The shard may be worked at another pace. */
  record PaceChanged(int rangesInFlight, String reason) implements Event {}

  /**
   * The server keeps more log for the capture than the spec allows: it is given up.
   *
   * @param restarts how many captures were begun anew before the one that was looked at; of another
   *     one it says nothing
   */
  record LogLimitExceeded(long retainedBytes, long limitBytes, int restarts) implements Event {}

  /** The slot of a capture that was given up is gone, and the server keeps no log for it. */
  record SlotDropped() implements Event {}

  /**
   * Small commits on the shard took longer than the rollout allows; while they do, once in every
   * half a minute.
   *
   * @param median of that half a minute
   */
  record CommitsSlow(Duration median, Duration limit) implements Event {}

  /** The moment for which the state asked has come. */
  record TimerFired(Instant due) implements Event {}
}
