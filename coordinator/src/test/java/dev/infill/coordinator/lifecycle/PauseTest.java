package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.BridgeInstalled;
import dev.infill.common.message.Event.BridgeRemoved;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.Released;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.message.FailureKind;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.ShardMigration.PhaseEntered;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Paused;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A pause stops new work, not the facts about the old, and not the dual-writing. */
class PauseTest {
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {
        "HALTED",
        "COMPLETED",
        "PAUSED",
        "FAILED",
        "FAILED_PLAN",
        "FAILED_BRIDGED",
        "GIVEN_UP",
        "ROLLING_BACK",
        "ROLLED_BACK"
      })
  void pauseStopsAllButTheCaptureAndAResumeGoesOnWhereItWas(Phase phase) {
    var life = phase.life();
    var before = life.state();
    var wanted = life.wanted();
    var capture = life.capture();

    life.tell(new PauseAsked());
    var paused = life.state();
    var wantedInPause = life.wanted();
    var captureInPause = life.capture();
    var wakeInPause = life.wakeAt();
    life.tell(new ResumeAsked());

    assertThat(paused).isEqualTo(new Paused(before));
    assertThat(wantedInPause).isEmpty();
    assertThat(captureInPause).isEqualTo(capture);
    assertThat(wakeInPause).isEmpty();
    assertThat(life.state()).isEqualTo(before);
    assertThat(life.wanted()).isEqualTo(wanted);
    assertThat(life.tasks()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "COMPLETED",
        "PAUSED",
        "FAILED",
        "FAILED_PLAN",
        "FAILED_BRIDGED",
        "GIVEN_UP",
        "ROLLING_BACK",
        "ROLLED_BACK"
      })
  void pauseOfWhatDoesNotRunChangesNothing(Phase phase) {
    var life = phase.life();
    var before = life.migration();

    life.tell(new PauseAsked());

    assertThat(life.migration()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"HALTED", "PAUSED", "FAILED", "FAILED_PLAN", "FAILED_BRIDGED", "GIVEN_UP"})
  void resumeOfWhatIsNotPausedChangesNothing(Phase phase) {
    var life = phase.life();
    var before = life.migration();

    life.tell(new ResumeAsked());

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void answersOfStepsCountDuringAPause() {
    assertThat(below(Life.planned(spec()), new PlanAccepted(Life.PLAN)))
        .isEqualTo(AwaitingTurn.OPEN);
    assertThat(below(Life.expanding(spec()), new ColumnAdded())).isInstanceOf(Capturing.class);
    assertThat(below(Life.constraining(spec()), new StepDone("not-null:email_lower")))
        .isInstanceOf(Releasing.class);
    var trigger = spec().trigger(Bridge.UNTIL_PROVEN);
    assertThat(below(Life.reconciled(trigger), new BridgeInstalled()))
        .isEqualTo(new Constraining(0));
    assertThat(((Releasing) below(Life.releasing(trigger), new BridgeRemoved())).removeBridge())
        .isFalse();
  }

  @Test
  void barrierThatPassesDuringAPauseHasPassed() {
    var life = Life.prepared(spec());
    String barrier = life.barrier();
    life.tell(Told.passed(barrier, 0), new PauseAsked());

    life.tell(Told.passed(barrier, 1));

    assertThat(life.state()).isEqualTo(new Paused(new Backfilling(Walk.begin(1))));
  }

  @Test
  void barrierOfTheSecondLookThatPassesDuringAPauseSendsTheRepairsOnResume() {
    var life = Life.suspecting(spec());
    String barrier = life.barrier();
    life.tell(new PauseAsked());

    life.tell(Told.passed(barrier, 0), Told.passed(barrier, 1));
    var duringThePause = life.sent();
    life.tell(new ResumeAsked());

    assertThat(duringThePause).isEmpty();
    assertThat(life.sent()).containsExactly("2.1 1", "2.2 1");
  }

  @Test
  void rangesAnsweredDuringAPauseAreAnsweredAndNoneIsSent() {
    var life = Life.backfilling(spec()).tell(new PauseAsked());

    life.tell(Told.chunk("1.1", 1, 10), Told.returned("1.1", 1, "4"), Told.filled("1.2", 1));
    var sentInPause = life.sent();
    life.pass(Duration.ofDays(1)).tell(new ResumeAsked());

    assertThat(sentInPause).isEmpty();
    assertThat(life.sent()).containsExactly("1.1 2", "1.3 1");
    assertThat(life.tally().fill().chunks()).isEqualTo(1);
  }

  @Test
  void cutThatCameDuringAPauseIsKept() {
    var life = Life.uncut(spec()).tell(new PauseAsked());

    life.tell(Told.cut(1, Optional.empty(), true, "10", "20"));
    var sentInPause = life.sent();
    life.tell(new ResumeAsked());

    assertThat(sentInPause).isEmpty();
    assertThat(life.sent()).containsExactly("1.1 1", "1.2 1");
  }

  @Test
  void rangesThatNobodyAnsweredDuringALongPauseAreSentAgain() {
    var life = Life.backfilling(spec()).tell(new PauseAsked()).pass(Duration.ofDays(1));

    life.tell(new ResumeAsked());
    var due = life.wakeAt().orElseThrow();
    life.tell(new Event.TimerFired(due));

    assertThat(due).isBefore(life.now());
    assertThat(life.sent()).containsExactlyInAnyOrder("1.1 2", "1.2 2");
  }

  @Test
  void checkAndRepairAnsweredDuringAPauseCount() {
    var checking = Life.reconciling(spec()).tell(new PauseAsked(), Told.checked("2.1", 1));
    var repairing =
        Life.repairing(spec().gate(Gate.ASSUME))
            .tell(new PauseAsked(), Told.repaired("2.1", 1, 2), Told.repaired("2.2", 1, 0));

    assertThat(checking.tally().check().counted()).isEqualTo(10);
    assertThat(((Reconciling) checking.state().active()).walk().out()).hasSize(1);
    assertThat(repairing.state()).isEqualTo(new Paused(new Constraining(0)));
  }

  @Test
  void proofGoesOnDuringAPause() {
    var life = Life.reconciled(spec()).tell(new PauseAsked());

    life.tell(Told.unaware(1, life.now().plusSeconds(60)));
    life.tell(new ResumeAsked(), Told.aware(5, life.now().plusSeconds(60)));

    assertThat(life.wakeAt()).contains(life.now().plusSeconds(60).plus(SpecBuilder.QUIET));
  }

  @Test
  void failureDuringAPauseIsToldAtOnce() {
    var life = Life.backfilling(spec()).tell(new PauseAsked());

    life.tell(Told.failed("1.1", 1, FailureKind.PERMANENT));

    assertThat(life.state()).isInstanceOf(Failed.class);
    assertThat(life.state().active()).isInstanceOf(Backfilling.class);
    assertThat(life.migration().phases())
        .extracting(PhaseEntered::phase)
        .endsWith("Backfilling", "Paused", "Failed");
  }

  @Test
  void endDuringAPauseIsTheEnd() {
    var life = Life.releasing(spec()).passBarrier().tell(new PauseAsked());

    life.tell(new Released());

    assertThat(life.state()).isEqualTo(new Completed());
  }

  @Test
  void phasesArePhasesThatWereSeen() {
    var life = Life.prepared(spec());
    String barrier = life.barrier();
    life.tell(new PauseAsked(), Told.passed(barrier, 0), Told.passed(barrier, 1));

    life.tell(new ResumeAsked());

    assertThat(life.migration().phases())
        .extracting(PhaseEntered::phase)
        .containsExactly(
            "Planned", "AwaitingTurn", "Expanding", "Capturing", "Paused", "Backfilling");
  }

  @Test
  void manyPausesDoNotMakeTheStateGrow() {
    var life = Life.backfilling(spec());

    for (int i = 0; i < 1_000; i++) {
      life.tell(new PauseAsked(), new ResumeAsked());
    }

    assertThat(life.migration().phases()).hasSize(ShardMigration.MAX_PHASES);
    assertThat(life.migration().phases())
        .extracting(PhaseEntered::phase)
        .startsWith("Planned", "AwaitingTurn", "Expanding", "Capturing", "Backfilling", "Paused")
        .endsWith("Paused", "Backfilling");
  }

  private static ShardState below(Life life, Event event) {
    life.tell(new PauseAsked(), event);
    assertThat(life.state()).isInstanceOf(Paused.class);
    return life.state().active();
  }
}
