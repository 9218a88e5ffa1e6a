package dev.infill.coordinator.lifecycle;

import dev.infill.common.model.Key;
import dev.infill.common.model.RangeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a migration stands on one shard. A state holds only what its next step needs. */
public sealed interface ShardState {

  /** Submitted; the plan looks at the table, and nothing has been changed. */
  record Planned() implements ShardState {}

  /**
   * The plan was accepted, and nothing has been changed; other shards or migrations go before.
   *
   * @param halted why the rollout is halted, until an operator resumes
   * @param haltedAt since when it is; by this one halt is told from the next
   */
  record AwaitingTurn(Optional<String> halted, Optional<Instant> haltedAt) implements ShardState {
    /** Where nothing is halted. */
    static final AwaitingTurn OPEN = new AwaitingTurn(Optional.empty(), Optional.empty());

    AwaitingTurn halt(String reason, Instant at) {
      return halted.isPresent() ? this : new AwaitingTurn(Optional.of(reason), Optional.of(at));
    }
  }

  /** The column is being added. */
  record Expanding() implements ShardState {}

  /**
   * Changes begin to be captured.
   *
   * @param lost how many captures were lost in a row, none of which had caught up; the remains of
   *     the last go first
   * @param prepared whether slot and publication exist and the capture was asked for
   * @param barrier proves, once passed, that changes arrive and are dual-written
   * @param fill the fill to go on with; a lost capture may have interrupted it, or it may be
   *     complete and empty
   */
  record Capturing(int lost, boolean prepared, Barrier barrier, Optional<Walk> fill)
      implements ShardState {}

  /** Ranges are filled while changes are dual-written. */
  record Backfilling(Walk walk) implements ShardState {}

  /**
   * Every row is counted and recomputed.
   *
   * @param walk the ranges still to check
   * @param suspects rows found different, to be looked at again behind a barrier
   * @param second the second look, once the walk has ended
   */
  record Reconciling(Walk walk, List<Suspect> suspects, Optional<SecondLook> second)
      implements ShardState {
    public Reconciling {
      suspects = List.copyOf(suspects);
    }
  }

  /**
   * Waits until every writer fills the column.
   *
   * @param bridged whether the trigger is in place
   * @param constrained whether the constraints stand already, and only the trigger's end is waited
   *     for
   */
  record AwaitingWriters(WritersProof proof, boolean bridged, boolean constrained)
      implements ShardState {}

  /**
   * The gate's condition is met, and a person is asked before anything is constrained.
   *
   * @param proof goes on being kept: a write that needs ours takes the condition away again
   */
  record AwaitingApproval(WritersProof proof) implements ShardState {}

  /**
   * Indexes and constraints are added.
   *
   * @param done how many of the steps are done
   */
  record Constraining(int done) implements ShardState {}

  /**
   * Capture ends: the trigger goes first, then a barrier shows that every captured change is
   * written, then the slot.
   *
   * @param removeBridge whether the trigger is still to be dropped
   * @param barrier the last barrier
   */
  record Releasing(boolean removeBridge, Barrier barrier) implements ShardState {}

  record Completed() implements ShardState {}

  /** Stands still at an operator's wish; dual-writing goes on. */
  record Paused(ShardState before) implements ShardState {}

  /**
   * Can't go on by itself.
   *
   * @param before where a resume goes on
   * @param code for scripts; empty where the reason says all
   * @param dropsSlot whether the slot of a capture that was given up is still to be dropped
   */
  record Failed(
      ShardState before, String reason, String advice, Optional<String> code, boolean dropsSlot)
      implements ShardState {
    Failed(ShardState before, String reason, String advice) {
      this(before, reason, advice, Optional.empty(), false);
    }
  }

  /** What the migration added is being dropped. */
  record RollingBack() implements ShardState {}

  record RolledBack() implements ShardState {}

  /** Rows of a range that differed from the fill rule. */
  record Suspect(RangeId range, List<Key> rows) {
    public Suspect {
      rows = List.copyOf(rows);
    }
  }

  /** The name people see. */
  default String phase() {
    return getClass().getSimpleName();
  }

  /** The state below a pause or a failure; itself otherwise. */
  default ShardState active() {
    return switch (this) {
      case Paused s -> s.before().active();
      case Failed s -> s.before().active();
      default -> this;
    };
  }

  /** Whether nothing will happen any more, unless an operator asks. */
  default boolean ended() {
    return this instanceof Completed || this instanceof RolledBack;
  }
}
