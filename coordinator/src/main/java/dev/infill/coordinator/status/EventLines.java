package dev.infill.coordinator.status;

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
import dev.infill.common.message.Event.CommitsSlow;
import dev.infill.common.message.Event.ConstraintRefused;
import dev.infill.common.message.Event.LogLimitExceeded;
import dev.infill.common.message.Event.OwnWritesSeen;
import dev.infill.common.message.Event.PaceChanged;
import dev.infill.common.message.Event.PartitionsGone;
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
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Event.SlotDropped;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.message.Event.TuneAsked;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.Recorded;
import dev.infill.coordinator.status.EventLine.Level;
import java.util.Locale;

/** Says events in words. Pure. */
public final class EventLines {
  private record Said(Level level, String sentence) {}

  private EventLines() {}

  /**
   * @param position where it stands among the events
   */
  public static EventLine of(long position, Recorded recorded) {
    Said said = said(recorded.event());
    return new EventLine(
        position,
        recorded.at(),
        recorded.subject().shard().name(),
        recorded.source(),
        recorded.event().getClass().getSimpleName(),
        said.level(),
        said.sentence());
  }

  private static Said said(Event event) {
    return switch (event) {
      case Submitted e -> note("submitted");
      case PauseAsked e -> note("an operator asked for a pause");
      case ResumeAsked e -> note("an operator asked to go on");
      case RollbackAsked e -> note("an operator asked to roll back");
      case ApprovalGiven e -> note("an operator approved the indexes and constraints");
      case TuneAsked e ->
          note("an operator " + (e.tuning().any() ? "set" : "took back") + " limits of its own");
      case TurnGiven e -> note("its turn came, in wave " + (e.wave() + 1));
      case RolloutHalted e -> error("the rollout is halted: " + e.reason());
      case PlanAccepted e ->
          note(String.format(Locale.ROOT, "planned: about %,d rows", e.plan().rowEstimate()));
      case PlanRefused e ->
          error(
              String.format(Locale.ROOT, "the plan is refused: %d findings", e.findings().size()));
      case ColumnAdded e -> note("the column is there, nullable");
      case CapturePrepared e -> note("change capture is prepared");
      case RangesCut e -> detail("cut ranges: " + (e.bounds().size() + (e.end() ? 1 : 0)));
      case BridgeInstalled e -> note("the bridge trigger is in place");
      case BridgeRemoved e -> note("the bridge trigger is gone");
      case StepDone e -> note("done: " + e.step());
      case ConstraintRefused e ->
          warning(String.format(Locale.ROOT, "%,d rows stand against %s", e.offenders(), e.step()));
      case Released e -> note("capture has ended, and nothing is left running");
      case RolledBack e -> note("rolled back: nothing of it is left");
      case StepBlocked e ->
          warning(
              String.format(
                  Locale.ROOT, "%s waits, attempt %d: %s", e.step(), e.attempt(), e.reason()));
      case StepFailed e -> error(String.format(Locale.ROOT, "%s failed: %s", e.step(), e.reason()));
      case ChunkFilled e ->
          detail(
              String.format(
                  Locale.ROOT,
                  "chunk of range %s: %,d rows, %,d written, %d ms",
                  e.range(),
                  e.rows(),
                  e.filled(),
                  e.elapsedMillis()));
      case RangeFilled e ->
          detail(
              String.format(
                  Locale.ROOT,
                  "range %s filled by %s: %,d rows, %,d written, %d ms",
                  e.range(),
                  e.worker(),
                  e.rows(),
                  e.filled(),
                  e.elapsedMillis()));
      case RangeReturned e ->
          detail(String.format(Locale.ROOT, "range %s given back: %s", e.range(), e.reason()));
      case RangeChecked e when e.counted() == e.equal() ->
          detail(
              String.format(
                  Locale.ROOT, "range %s checked: %,d rows, all right", e.range(), e.counted()));
      case RangeChecked e ->
          warning(
              String.format(
                  Locale.ROOT,
                  "range %s checked: %,d of %,d rows differ, and are looked at again",
                  e.range(),
                  e.counted() - e.equal(),
                  e.counted()));
      case RowsRepaired e ->
          note(String.format(Locale.ROOT, "range %s: %,d rows repaired", e.range(), e.repaired()));
      case RowQuarantined e -> warning("a row's value can't be computed: " + e.code());
      case TaskFailed e ->
          warning(
              String.format(
                  Locale.ROOT, "range %s failed, %s: %s", e.range(), e.kind(), e.reason()));
      case BarrierPassed e -> detail("a barrier passed partition " + e.partition());
      case ChangesApplied e ->
          detail(
              String.format(
                  Locale.ROOT,
                  "%,d application writes, %,d dual-written, %d ms behind",
                  e.changes(),
                  e.written(),
                  e.lagMillis()));
      case OwnWritesSeen e ->
          detail(String.format(Locale.ROOT, "%,d writes of ours came back", e.rows()));
      case BridgeFired e ->
          note(
              String.format(
                  Locale.ROOT, "the bridge computed %,d values for the application", e.times()));
      case CaptureLost e -> warning("capture was lost and begins anew: " + e.reason());
      case PartitionsGone e -> warning("partitions are gone: " + e.told().size());
      case PaceChanged e ->
          note(
              String.format(
                  Locale.ROOT, "pace: %d ranges in flight, %s", e.rangesInFlight(), e.reason()));
      case CommitsSlow e ->
          warning(
              String.format(
                  Locale.ROOT,
                  "small commits took %.1f ms for half a minute (haltOn.appLatency is %d ms)",
                  e.median().toNanos() / 1e6,
                  e.limit().toMillis()));
      case LogLimitExceeded e ->
          error(
              String.format(
                  Locale.ROOT,
                  "the server keeps %,d MB of log for the capture, above the limit of %,d MB",
                  e.retainedBytes() / 1_000_000,
                  e.limitBytes() / 1_000_000));
      case SlotDropped e -> note("the slot is gone, and the server keeps no log for it any more");
      case TimerFired e -> detail("a time came that was waited for");
    };
  }

  private static Said detail(String sentence) {
    return new Said(Level.DETAIL, sentence);
  }

  private static Said note(String sentence) {
    return new Said(Level.NOTE, sentence);
  }

  private static Said warning(String sentence) {
    return new Said(Level.WARNING, sentence);
  }

  private static Said error(String sentence) {
    return new Said(Level.ERROR, sentence);
  }
}
