package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.Effect.Cut;
import dev.infill.coordinator.lifecycle.Effect.PrepareCapture;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Paused;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After a capture was lost, a new one runs before anything else, and then every row is checked. */
class CaptureLostTest {
  private static final CaptureLost LOST = new CaptureLost("the slot is gone");

  @ParameterizedTest
  @EnumSource(
      names = {
        "PREPARED",
        "UNCUT",
        "BACKFILLING",
        "RECONCILING",
        "SUSPECTING",
        "REPAIRING",
        "AWAITING_WRITERS",
        "AWAITING_BRIDGE",
        "BRIDGED",
        "CONSTRAINING",
        "UNBRIDGING",
        "RELEASING"
      })
  void captureIsMadeAnewFromEveryStateThatCaptures(Phase phase) {
    var life = phase.life();

    life.tell(LOST);

    assertThat(life.state()).isInstanceOf(Capturing.class);
    assertThat(life.wanted()).containsExactly(new PrepareCapture(true));
    assertThat(life.capture()).isEmpty();
    assertThat(life.tally().captureRestarts()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "PLANNED",
        "EXPANDING",
        "CAPTURING",
        "RELEASING_SLOT",
        "COMPLETED",
        "FAILED_PLAN",
        "GIVEN_UP",
        "ROLLING_BACK",
        "ROLLED_BACK"
      })
  void whereNothingIsCapturedNothingIsLost(Phase phase) {
    var life = phase.life();
    var before = life.migration();

    life.tell(LOST);

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void fillGoesOnWhereItWasAndThenEveryRangeIsChecked() {
    var life = Life.backfilling(spec()).tell(Told.filled("1.1", 1));

    life.tell(LOST, new CapturePrepared()).passBarrier();
    var goesOn = life.sent();
    life.tell(Told.filled("1.2", 2), Told.filled("1.3", 2));

    assertThat(goesOn).containsExactly("1.2 2", "1.3 2");
    assertThat(life.wanted()).containsExactly(new Cut(2, Optional.empty(), 4));
  }

  @Test
  void whatWasCheckedBeforeDoesNotCount() {
    var life = Life.reconciling(spec()).tell(Told.checked("2.1", 1));

    life.tell(LOST, new CapturePrepared()).passBarrier();
    life.tell(Told.checked("2.2", 1));

    assertThat(((Reconciling) life.state()).walk()).isEqualTo(Walk.begin(3));
    assertThat(life.tally().check()).isEqualTo(Tally.Check.NOTHING);
  }

  @Test
  void barrierOfTheLostCaptureIsNotTakenForOneOfTheNew() {
    var life = Life.prepared(spec());
    String old = life.barrier();
    life.tell(LOST, new CapturePrepared());
    var before = life.migration();

    life.tell(Told.passed(old, 0), Told.passed(old, 1));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void repeatedLossChangesNothingBeforeThereIsANewCapture() {
    var life = Life.backfilling(spec()).tell(LOST);
    var before = life.migration();

    life.tell(LOST);

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void captureThatIsLostAgainAndAgainIsGivenUp() {
    var life = Life.backfilling(spec());

    for (int i = 0; i < 3; i++) {
      life.tell(LOST, new CapturePrepared());
    }
    var third = life.state();
    life.tell(LOST);

    assertThat(third).isInstanceOf(Capturing.class);
    assertThat(((Failed) life.state()).reason())
        .isEqualTo("the capture was lost 4 times in a row before it had caught up");
    assertThat(life.tell(new ResumeAsked()).wanted()).containsExactly(new PrepareCapture(true));
  }

  @Test
  void captureThatCaughtUpMayBeLostAgain() {
    var life = Life.backfilling(spec());

    for (int i = 0; i < 10; i++) {
      life.tell(LOST, new CapturePrepared()).passBarrier();
    }

    assertThat(life.state()).isInstanceOf(Backfilling.class);
    assertThat(life.tally().captureRestarts()).isEqualTo(10);
  }

  @Test
  void captureLostDuringAPauseIsMadeAnewOnResume() {
    var life = Life.reconciling(spec()).tell(new PauseAsked());

    life.tell(LOST);
    var paused = life.state();
    life.tell(new ResumeAsked());

    assertThat(paused).isInstanceOf(Paused.class);
    assertThat(life.wanted()).containsExactly(new PrepareCapture(true));
  }

  @Test
  void captureLostAfterAFailureIsMadeAnewOnResume() {
    var life = Life.backfilling(spec()).tell(Told.filled("1.1", 1));
    life.tell(Told.failed("1.2", 1, FailureKind.PERMANENT));
    var failed = (Failed) life.state();

    life.tell(LOST);
    var stillFailed = (Failed) life.state();
    var capture = life.capture();
    life.tell(new ResumeAsked());

    assertThat(stillFailed.reason()).isEqualTo(failed.reason());
    assertThat(capture).isEmpty();
    assertThat(life.wanted()).containsExactly(new PrepareCapture(true));
    assertThat(((Capturing) life.state()).fill().orElseThrow().ready())
        .extracting(OpenRange::range)
        .containsExactly(new RangeId(1, 2), new RangeId(1, 3));
  }

  @Test
  void captureLostAfterAFailedCheckIsMadeAnewBeforeTheNextCheck() {
    var life = Life.reconciling(spec());
    life.tell(Told.failed("2.1", 1, FailureKind.PERMANENT), LOST, LOST);

    life.tell(new ResumeAsked(), new CapturePrepared()).passBarrier();

    assertThat(life.wanted()).containsExactly(new Cut(3, Optional.empty(), 4));
    assertThat(life.tally().captureRestarts()).isEqualTo(1);
  }
}
