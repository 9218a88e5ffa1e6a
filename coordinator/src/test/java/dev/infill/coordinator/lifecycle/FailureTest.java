package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.FailureKind;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A failure stops a shard for a person; a resume tries again. */
class FailureTest {
  /** Those that want a step; a check is begun anew by a resume. */
  @ParameterizedTest
  @EnumSource(
      names = {
        "PLANNED",
        "EXPANDING",
        "CAPTURING",
        "PREPARED",
        "UNCUT",
        "AWAITING_BRIDGE",
        "CONSTRAINING",
        "UNBRIDGING",
        "RELEASING",
        "RELEASING_SLOT",
        "ROLLING_BACK"
      })
  void failedStepIsTriedAgainByAResume(Phase phase) {
    var life = phase.life();
    var before = life.state();
    var wanted = life.wanted();
    var capture = life.capture();
    String step = wanted.getFirst().name();

    life.tell(Told.stepFailed(step));
    var failed = life.state();
    var wantedThen = life.wanted();
    var captureThen = life.capture();
    life.tell(new ResumeAsked());

    assertThat(failed).isEqualTo(new Failed(before, step + ": must be owner", "Grant it."));
    assertThat(wantedThen).isEmpty();
    assertThat(captureThen).isEqualTo(capture);
    assertThat(life.state()).isEqualTo(before);
    assertThat(life.wanted()).isEqualTo(wanted);
  }

  @ParameterizedTest
  @EnumSource
  void failureOfAStepThatIsNotWantedIsLate(Phase phase) {
    var life = phase.life();
    var before = life.migration();

    life.tell(Told.stepFailed("another"), new StepBlocked("another", 1, "a lock"));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void failedBarrierOfTheSecondLookChecksEveryRowAgainOnResume() {
    var life = Life.suspecting(spec());

    life.tell(Told.stepFailed("barrier"), new ResumeAsked());

    assertThat(life.state()).isEqualTo(new Reconciling(Walk.begin(3), List.of(), Optional.empty()));
  }

  @Test
  void rangesAnsweredAfterTheFailureAreSentAnewAsAnotherAttempt() {
    var life = Life.uncut(spec()).tell(Told.cut(1, Optional.empty(), false, "10", "20"));
    life.tell(Told.stepFailed("cut"));

    life.tell(Told.filled("1.1", 1), Told.returned("1.2", 1, "14"));
    life.tell(new ResumeAsked());

    assertThat(life.sent()).containsExactly("1.1 2", "1.2 2");
  }

  @Test
  void answerToTheSendingBeforeTheFailureIsAsGoodAfterTheResume() {
    var life = Life.uncut(spec()).tell(Told.cut(1, Optional.empty(), false, "10", "20"));
    life.tell(Told.stepFailed("cut"), new ResumeAsked());

    life.tell(Told.filled("1.1", 1));

    assertThat(((Backfilling) life.state()).walk().out()).hasSize(1);
  }

  @Test
  void repairsOutAtAFailureAreLateAndTheCheckBeginsAnew() {
    var life = Life.repairing(spec());
    life.tell(Told.failed("2.1", 1, FailureKind.PERMANENT), new ResumeAsked());
    var resumed = life.migration();

    life.tell(Told.repaired("2.2", 1, 1), Told.checked("2.1", 1));

    assertThat(resumed.tally().check()).isEqualTo(Tally.Check.NOTHING);
    assertThat(life.migration()).isEqualTo(resumed);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "FAILED_PLAN", "FAILED_BRIDGED"})
  void failedShardWantsNothingAndIsNotWoken(Phase phase) {
    var life = phase.life().pass(Duration.ofDays(1));

    assertThat(life.wanted()).isEmpty();
    assertThat(life.wakeAt()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"FAILED", "FAILED_PLAN", "FAILED_BRIDGED"})
  void failureIsShownAsAPhase(Phase phase) {
    var life = phase.life();
    boolean mayFail = !life.wanted().isEmpty();

    life.wanted().forEach(effect -> life.tell(Told.stepFailed(effect.name())));

    assertThat(life.state() instanceof Failed).isEqualTo(mayFail);
    assertThat(life.migration().phases().getLast().phase()).isEqualTo(life.state().phase());
  }
}
