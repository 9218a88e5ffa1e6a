package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.LogLimitExceeded;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.SlotDropped;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.Effect.Cut;
import dev.infill.coordinator.lifecycle.Effect.DropSlot;
import dev.infill.coordinator.lifecycle.Effect.PrepareCapture;
import dev.infill.coordinator.lifecycle.Effect.RollBack;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A capture for which the server keeps too much log goes, with its slot, and a person is asked. */
class GivingUpTest {
  private static final LogLimitExceeded EXCEEDED =
      new LogLimitExceeded(33_100_000_000L, 32_000_000_000L, 0);

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
        "AWAITING_APPROVAL",
        "BRIDGED",
        "CONSTRAINING",
        "UNBRIDGING",
        "RELEASING",
        "PAUSED",
        "FAILED",
        "FAILED_BRIDGED"
      })
  void captureIsGivenUpAndItsSlotDroppedInEveryStateThatCaptures(Phase phase) {
    var life = phase.life();

    life.tell(EXCEEDED);

    var failed = (Failed) life.state();
    assertThat(failed.code()).contains("retained-log");
    assertThat(failed.reason())
        .startsWith("the server kept 33.1 GB of log for the capture, above the limit of 32.0 GB");
    assertThat(failed.advice()).contains("resume");
    assertThat(life.capture()).isEmpty();
    assertThat(life.wanted()).containsExactly(new DropSlot());
    assertThat(life.tell(new SlotDropped()).wanted()).isEmpty();
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
  void whereNothingIsCapturedThereIsNothingToGiveUp(Phase phase) {
    var life = phase.life();
    var before = life.migration();

    life.tell(EXCEEDED);

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void fillGoesOnWhereItWasBehindANewCaptureAndThenEveryRangeIsChecked() {
    var life = Life.backfilling(spec()).tell(Told.filled("1.1", 1));

    life.tell(EXCEEDED, new SlotDropped(), new ResumeAsked());
    var wanted = life.wanted();
    life.tell(new CapturePrepared()).passBarrier();
    var goesOn = life.sent();
    life.tell(Told.filled("1.2", 2), Told.filled("1.3", 2));

    assertThat(wanted).containsExactly(new PrepareCapture(true));
    assertThat(goesOn).containsExactly("1.2 2", "1.3 2");
    assertThat(life.wanted()).containsExactly(new Cut(2, Optional.empty(), 4));
    assertThat(life.tally().captureRestarts()).isEqualTo(1);
  }

  @Test
  void whatWasCheckedBeforeDoesNotCount() {
    var life = Life.reconciled(spec());

    life.tell(EXCEEDED, new SlotDropped(), new ResumeAsked(), new CapturePrepared()).passBarrier();

    assertThat(life.wanted()).containsExactly(new Cut(3, Optional.empty(), 4));
    assertThat(life.tally().check()).isEqualTo(Tally.Check.NOTHING);
  }

  @Test
  void lookAtACaptureThatIsNoMoreIsLate() {
    var life = Life.backfilling(spec()).tell(new CaptureLost("gone"), new CapturePrepared());
    life.passBarrier();
    var before = life.migration();

    life.tell(EXCEEDED);

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void resumeBeforeTheSlotIsDroppedDropsItWithTheNewCapture() {
    var life = Life.backfilling(spec()).tell(EXCEEDED, new ResumeAsked());

    assertThat(life.wanted()).containsExactly(new PrepareCapture(true));
    var before = life.migration();
    assertThat(life.tell(new SlotDropped()).migration()).isEqualTo(before);
  }

  @Test
  void slotThatCanNotBeDroppedIsAPersonsToDrop() {
    var life = Life.backfilling(spec()).tell(EXCEEDED, Told.stepFailed("drop-slot"));

    var failed = (Failed) life.state();
    assertThat(failed.reason()).endsWith("but that failed: must be owner");
    assertThat(failed.advice()).startsWith("Drop the slot by hand.");
    assertThat(failed.before()).isInstanceOf(Capturing.class);
    assertThat(life.wanted()).isEmpty();
    assertThat(failures(life)).isEqualTo(2);
  }

  @Test
  void failureBeforeIsToldToo() {
    var life = Life.backfilling(spec());
    life.tell(Told.failed("1.1", 1, FailureKind.PERMANENT));
    String earlier = ((Failed) life.state()).reason();

    life.tell(EXCEEDED);

    assertThat(((Failed) life.state()).reason()).endsWith("before that it had failed: " + earlier);
    assertThat(((Capturing) life.state().active()).fill().orElseThrow().ready())
        .extracting(OpenRange::range)
        .contains(new RangeId(1, 1));
    assertThat(failures(life)).as("each is a phase, and is told").isEqualTo(2);
    assertThat(failures(life.tell(EXCEEDED, new SlotDropped()))).isEqualTo(2);
  }

  private static long failures(Life life) {
    return life.migration().phases().stream().filter(p -> p.phase().equals("Failed")).count();
  }

  @Test
  void pauseIsOverAndARollbackStillMayCome() {
    var life = Life.backfilling(spec()).tell(new PauseAsked(), EXCEEDED);

    assertThat(life.migration().phases().getLast().phase()).isEqualTo("Failed");
    assertThat(life.tell(new RollbackAsked()).wanted()).containsExactly(new RollBack());
  }
}
