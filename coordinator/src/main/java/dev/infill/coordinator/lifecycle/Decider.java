package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ApprovalGiven;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.BridgeFired;
import dev.infill.common.message.Event.BridgeInstalled;
import dev.infill.common.message.Event.BridgeRemoved;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.ConstraintRefused;
import dev.infill.common.message.Event.LogLimitExceeded;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.PlanRefused;
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangeReturned;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.Released;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.RolledBack;
import dev.infill.common.message.Event.RolloutHalted;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Event.SlotDropped;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.Recorded;
import dev.infill.coordinator.lifecycle.Effect.InstallBridge;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingApproval;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Expanding;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Paused;
import dev.infill.coordinator.lifecycle.ShardState.Planned;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import dev.infill.coordinator.lifecycle.ShardState.RollingBack;
import java.time.Instant;
import java.util.Optional;

/**
 * The whole table of states and events, an arrow a line. A late or repeated event is normal on
 * Kafka and changes nothing but what is counted.
 */
public final class Decider {
  private Decider() {}

  /**
   * Folds one event.
   *
   * @param before empty when the migration is not known on the shard
   * @return empty when it stays unknown, since only Submitted makes one
   */
  public static Optional<Decision> decide(Optional<ShardMigration> before, Recorded recorded) {
    Instant at = recorded.at();
    if (recorded.event() instanceof Submitted e) {
      var after =
          before
              .filter(m -> !Lifecycle.mayBeginAgain(m.state()))
              .orElseGet(() -> Lifecycle.begin(recorded.subject(), e, before, at));
      return Optional.of(Dispatch.send(after, at));
    }
    return before.map(
        m -> {
          var next = next(Counting.count(m, recorded.event(), at), recorded.event(), at);
          return Dispatch.send(Counting.unblocked(next), at);
        });
  }

  private record Step(ShardState state, Event event) {}

  private static ShardMigration next(ShardMigration m, Event event, Instant at) {
    return switch (new Step(m.state(), event)) {
      // What an operator asks is the same in every state.
      case Step(ShardState s, PauseAsked e) -> Lifecycle.pause(m, at);
      case Step(ShardState s, ResumeAsked e) -> Lifecycle.resume(m, at);
      case Step(ShardState s, RollbackAsked e) -> Lifecycle.rollBack(m, at);
      // A pause stops new work, not the facts about the old. A turn is new work: another migration
      // may have begun on the table since it was given, and a resume gives it again.
      case Step(Paused s, TurnGiven e) -> m;
      case Step(Paused s, Event e) -> Lifecycle.paused(m, next(m.to(s.before(), at), e, at), at);
      case Step(ShardState s, LogLimitExceeded e) when GivingUp.concerns(m, e) ->
          GivingUp.giveUp(m, e, at);
      case Step(Failed s, StepFailed e) when Lifecycle.wants(m, e.step()) ->
          GivingUp.stays(m, s, e, at);
      case Step(ShardState s, StepFailed e) when Lifecycle.wants(m, e.step()) ->
          Lifecycle.fail(m, e.step() + ": " + e.reason(), e.advice(), at);
      case Step(ShardState s, CaptureLost e) when Lifecycle.captures(s) ->
          Lifecycle.captureAnew(m, at);

      case Step(Planned s, PlanAccepted e) -> m.with(e.plan()).to(AwaitingTurn.OPEN, at);
      case Step(Planned s, PlanRefused e) -> Lifecycle.refuse(m, e.findings(), at);
      case Step(Planned s, Event e) -> m;

      case Step(AwaitingTurn s, TurnGiven e) when s.halted().isEmpty() ->
          m.with(m.place().givenAt(at)).to(new Expanding(), at);
      case Step(AwaitingTurn s, RolloutHalted e) -> m.to(s.halt(e.reason(), at), at);
      case Step(AwaitingTurn s, Event e) -> m;

      case Step(Expanding s, ColumnAdded e) -> Lifecycle.capture(m, at);
      case Step(Expanding s, Event e) -> m;

      case Step(Capturing s, CapturePrepared e) ->
          m.to(new Capturing(s.lost(), true, s.barrier(), s.fill()), at);
      case Step(Capturing s, BarrierPassed e)
          when s.prepared() && e.barrier().equals(s.barrier().id()) ->
          Lifecycle.captured(m, s, s.barrier().pass(e.partition(), e.partitions()), at);
      case Step(Capturing s, Event e) -> m;

      case Step(Backfilling s, RangesCut e) -> Filling.walk(m, s.walk().cut(e), at);
      case Step(Backfilling s, ChunkFilled e) -> Filling.walk(m, s.walk().heard(e.range(), at), at);
      case Step(Backfilling s, RangeFilled e) -> Filling.walk(m, s.walk().done(e.range()), at);
      case Step(Backfilling s, RangeReturned e) ->
          Filling.walk(
              m, s.walk().giveBack(e.range(), e.attempt(), e.doneUpTo(), Optional.empty()), at);
      case Step(Backfilling s, TaskFailed e) -> Filling.failed(m, s, e, at);
      case Step(Backfilling s, TimerFired e) -> Filling.walk(m, s.walk().wake(at), at);
      case Step(Backfilling s, Event e) -> m;

      case Step(Reconciling s, RangesCut e) -> Checking.walk(m, s, s.walk().cut(e), at);
      case Step(Reconciling s, RangeChecked e) -> Checking.checked(m, s, e, at);
      case Step(Reconciling s, RangeReturned e) ->
          Checking.walk(
              m,
              s,
              s.walk().giveBack(e.range(), e.attempt(), Optional.empty(), Optional.empty()),
              at);
      case Step(Reconciling s, BarrierPassed e) -> Checking.passed(m, s, e, at);
      case Step(Reconciling s, RowsRepaired e) -> Checking.repaired(m, s, e, at);
      case Step(Reconciling s, TaskFailed e) -> Checking.failed(m, s, e, at);
      case Step(Reconciling s, TimerFired e) -> Checking.wake(m, s, at);
      case Step(Reconciling s, Event e) -> m;

      case Step(AwaitingWriters s, BridgeInstalled e)
          when Effects.wanted(m).contains(new InstallBridge()) ->
          Gate.open(m, s.proof(), at);
      case Step(AwaitingWriters s, ChangesApplied e) -> Gate.proof(m, s, s.proof().with(e, at), at);
      case Step(AwaitingWriters s, BridgeFired e) -> Gate.proof(m, s, s.proof().with(e), at);
      case Step(AwaitingWriters s, TimerFired e) -> Gate.proof(m, s, s.proof(), at);
      case Step(AwaitingWriters s, Event e) -> m;

      case Step(AwaitingApproval s, ChangesApplied e) ->
          Gate.unapproved(m, s.proof().with(e, at), at);
      case Step(AwaitingApproval s, ApprovalGiven e) -> Gate.approved(m, at);
      case Step(AwaitingApproval s, Event e) -> m;

      case Step(Constraining s, StepDone e) when Lifecycle.wants(m, e.step()) ->
          Gate.constrained(m, s.done() + 1, at);
      case Step(Constraining s, ConstraintRefused e) when Lifecycle.wants(m, e.step()) ->
          Gate.refused(m, e, at);
      case Step(Constraining s, Event e) -> m;

      case Step(Releasing s, BridgeRemoved e) -> m.to(new Releasing(false, s.barrier()), at);
      case Step(Releasing s, BarrierPassed e)
          when !s.removeBridge() && e.barrier().equals(s.barrier().id()) ->
          m.to(new Releasing(false, s.barrier().pass(e.partition(), e.partitions())), at);
      case Step(Releasing s, Released e) when s.barrier().complete() -> m.to(new Completed(), at);
      case Step(Releasing s, Event e) -> m;

      case Step(RollingBack s, RolledBack e) -> m.to(new ShardState.RolledBack(), at);
      case Step(RollingBack s, Event e) -> m;

      case Step(Failed s, CaptureLost e) when Lifecycle.captures(s.before()) ->
          Lifecycle.captureAnewOnceResumed(m, s, at);
      case Step(Failed s, SlotDropped e) -> GivingUp.dropped(m, s, at);
      case Step(Failed s, Event e) -> m;
      case Step(Completed s, Event e) -> m;
      case Step(ShardState.RolledBack s, Event e) -> m;
    };
  }
}
