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
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.CommitsSlow;
import dev.infill.common.message.Event.ConstraintRefused;
import dev.infill.common.message.Event.LogLimitExceeded;
import dev.infill.common.message.Event.OwnWritesSeen;
import dev.infill.common.message.Event.PaceChanged;
import dev.infill.common.message.Event.PartitionsGone;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.PlanRefused;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.Released;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.RolledBack;
import dev.infill.common.message.Event.RolloutHalted;
import dev.infill.common.message.Event.SlotDropped;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.message.Event.TuneAsked;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Finding;
import dev.infill.common.message.Tuning;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.Effect.Cut;
import dev.infill.coordinator.lifecycle.Effect.EmitBarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Of each kind of event, one that a life may well meet in its state. */
final class EveryEvent {
  private EveryEvent() {}

  static List<Event> of(Life life) {
    var m = life.migration();
    String step =
        life.wanted().stream().findFirst().map(Effect::name).orElse("not-null:email_lower");
    var range = range(m.state().active());
    String id = range.range().toString();
    var events = new ArrayList<Event>();
    events.add(new Submitted(m.spec(), m.shard()));
    events.addAll(List.of(new PauseAsked(), new ResumeAsked(), new RollbackAsked()));
    events.add(new ApprovalGiven());
    events.add(new TuneAsked(new Tuning(Optional.of(1), Optional.of(Duration.ofMillis(50)))));
    events.add(new PlanAccepted(Life.PLAN));
    events.add(new PlanRefused(List.of(Finding.error("no-key", "No key.", "Add one."))));
    events.addAll(List.of(new TurnGiven(0), new RolloutHalted("3 of 8 shards failed")));
    events.addAll(List.of(new ColumnAdded(), new CapturePrepared(), cut(life)));
    events.addAll(List.of(new BridgeInstalled(), new BridgeRemoved(), new StepDone(step)));
    events.add(new ConstraintRefused(step, 1, List.of(Key.of("7"))));
    events.addAll(List.of(new Released(), new RolledBack()));
    events.add(new StepBlocked(step, 1, "pid 7 holds a lock"));
    events.add(new StepFailed(step, FailureKind.PERMANENT, "must be owner", "Grant it."));
    events.add(Told.chunk(id, range.attempt(), 3));
    events.add(Told.filled(id, range.attempt()));
    events.add(Told.returned(id, range.attempt(), "4"));
    events.add(Told.checked(id, range.attempt(), "1"));
    events.add(Told.repaired(id, 1, 1, "2"));
    events.add(Told.quarantined("2"));
    events.add(
        new TaskFailed(range.range(), range.attempt(), FailureKind.TRANSIENT, "40P01", "deadlock"));
    events.add(new BarrierPassed(barrier(life), 0, 1));
    events.add(
        new ChangesApplied(0, 9, 1, 1, 0, Optional.of(life.now()), life.now().minusSeconds(1), 10));
    events.add(new OwnWritesSeen(3));
    events.add(new BridgeFired(1, life.now()));
    events.add(new CaptureLost("the slot is gone"));
    events.add(new LogLimitExceeded(40_000, 32_000, m.tally().captureRestarts()));
    events.add(new SlotDropped());
    events.add(new CommitsSlow(Duration.ofMillis(60), Duration.ofMillis(50)));
    events.add(new PartitionsGone(List.of("A partition was dropped.")));
    events.add(new PaceChanged(1, "a replica lagged"));
    events.add(new TimerFired(life.wakeAt().orElse(life.now().plus(Duration.ofDays(1)))));
    return events;
  }

  private static RangesCut cut(Life life) {
    return life.wanted().stream()
        .filter(Cut.class::isInstance)
        .map(Cut.class::cast)
        .map(c -> new RangesCut(c.walk(), c.after(), List.of(Key.of("10")), true))
        .findFirst()
        .orElse(new RangesCut(1, Optional.empty(), List.of(), true));
  }

  private static String barrier(Life life) {
    return life.wanted().stream()
        .filter(EmitBarrier.class::isInstance)
        .map(e -> ((EmitBarrier) e).barrier())
        .findFirst()
        .orElse("another");
  }

  /** One that is out, if any is. */
  private static OutRange range(ShardState state) {
    Optional<Walk> walk =
        switch (state) {
          case ShardState.Backfilling s -> Optional.of(s.walk());
          case ShardState.Reconciling s -> Optional.of(s.walk());
          default -> Optional.empty();
        };
    return walk.flatMap(w -> w.out().stream().findFirst())
        .orElse(new OutRange(new RangeId(2, 1), KeyRange.ALL, 1, Life.START, false));
  }
}
