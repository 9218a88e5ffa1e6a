package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Task.CheckRange;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.Effect.Cut;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.Tally.Check;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The walk that counts every row. */
class ReconcilingTest {
  @Test
  void everyRangeIsCutAnewAndSentToBeChecked() {
    var life = Life.uncutCheck(spec());
    var wanted = life.wanted();

    life.tell(Told.cut(2, Optional.empty(), true, "10", "20"));

    assertThat(wanted).containsExactly(new Cut(2, Optional.empty(), 4));
    assertThat(life.sent()).containsExactly("2.1 1", "2.2 1");
    assertThat(life.tasks()).allMatch(CheckRange.class::isInstance);
  }

  @Test
  void rangesFoundRightLeadToTheGate() {
    var life = Life.reconciling(spec());

    life.checkAll(2);

    assertThat(life.state()).isInstanceOf(AwaitingWriters.class);
    assertThat(life.tally().check()).isEqualTo(new Check(30, 30, 0, 0, 3, 21));
  }

  @Test
  void repeatedUnknownAndOldChecksChangeNothing() {
    var life = Life.reconciling(spec()).tell(Told.checked("2.1", 1));
    var before = life.migration();

    life.tell(Told.checked("2.1", 1), Told.checked("2.9", 1), Told.checked("1.2", 1));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void rangeGivenBackIsCheckedWhole() {
    var life = Life.reconciling(spec());

    life.tell(Told.returned("2.1", 1, "4"));

    assertThat(life.sent()).containsExactly("2.1 2");
    assertThat(((CheckRange) life.tasks().getFirst()).keys())
        .isEqualTo(new KeyRange(Optional.empty(), Optional.of(Key.of("10"))));
  }

  @Test
  void checkThatNobodyAnswersIsSentAgain() {
    var life = Life.reconciling(spec());
    var sentAt = life.now();

    life.wake();

    assertThat(life.now()).isEqualTo(sentAt.plus(OutRange.QUEUED));
    assertThat(life.sent()).containsExactlyInAnyOrder("2.1 2", "2.2 2");
  }

  @Test
  void timerThatComesEarlyChangesNothing() {
    var life = Life.reconciling(spec());
    var before = life.migration();

    life.tell(new TimerFired(life.now()));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void failureThatMayPassIsTriedAgainLater() {
    var life = Life.reconciling(spec());

    life.tell(Told.failed("2.1", 1, FailureKind.TRANSIENT), Told.checked("2.2", 1));

    assertThat(life.wakeAt()).contains(life.now().plusSeconds(1));
    assertThat(life.tell(Told.checked("2.3", 1)).wake().sent()).containsExactly("2.1 2");
  }

  @Test
  void failureOfAnEarlierAttemptIsLate() {
    var life = Life.reconciling(spec()).tell(Told.returned("2.1", 1));
    var before = life.migration();

    life.tell(Told.failed("2.1", 1, FailureKind.PERMANENT));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void failureForGoodStopsAndAResumeChecksFromTheFirstKey() {
    var life = Life.reconciling(spec()).tell(Told.checked("2.2", 1));

    life.tell(Told.failed("2.1", 1, FailureKind.PERMANENT));
    var failed = life.state();
    life.tell(new ResumeAsked());

    assertThat(((Failed) failed).reason()).startsWith("range 2.1 can't be checked");
    assertThat(life.wanted()).containsExactly(new Cut(3, Optional.empty(), 4));
    assertThat(life.tally().check()).isEqualTo(Check.NOTHING);
  }

  @Test
  void tableIsFilledOnceMoreWhenMoreDiffersThanCanBeListed() {
    var life = Life.reconciling(spec());

    life.tell(Told.muchDiffers("2.1", 1, true));

    assertThat(life.state()).isEqualTo(new Backfilling(Walk.begin(3)));
    assertThat(life.tally().refills()).isEqualTo(1);
    assertThat(life.capture()).isPresent();
  }

  @Test
  void checksOfTheWalkBeforeTheRefillAreLate() {
    var life = Life.reconciling(spec()).tell(Told.muchDiffers("2.1", 1, true));
    var before = life.migration();

    life.tell(Told.checked("2.2", 1), Told.muchDiffers("2.2", 1, true));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void thirdTimeThatMuchDiffersAPersonIsAsked() {
    var life = Life.reconciling(spec());
    refill(life, 2);
    refill(life, 4);

    life.tell(Told.muchDiffers("6.1", 1, true));

    assertThat(life.state()).isInstanceOf(Failed.class);
    assertThat(((Failed) life.state()).reason()).startsWith("more than 1000 rows of one range");
  }

  @Test
  void resumeByAPersonLetsTheTableBeFilledOnceMore() {
    var life = Life.reconciling(spec());
    refill(life, 2);
    refill(life, 4);
    life.tell(Told.muchDiffers("6.1", 1, true));

    life.tell(new ResumeAsked(), Told.cut(7, Optional.empty(), true));
    life.tell(Told.muchDiffers("7.1", 1, true));

    assertThat(life.state()).isInstanceOf(Backfilling.class);
  }

  @Test
  void countsThatDoNotAgreeAreNotBelieved() {
    var life = Life.reconciling(spec()).tell(Told.checked("2.1", 1), Told.checked("2.2", 1));
    var tenCountedNineEqualNoneListed =
        new RangeChecked(new RangeId(2, 3), 1, 10, 9, List.of(), false, 7, 20);

    life.tell(tenCountedNineEqualNoneListed);

    assertThat(((Failed) life.state()).reason()).startsWith("the counts do not agree");
  }

  @Test
  void noMoreRangesAreCheckedWhenTooManyAreSuspect() {
    var life = Life.uncutCheck(spec());
    life.tell(Told.cut(2, Optional.empty(), false, bounds(60)));

    for (int range = 1; range <= Dispatch.MAX_SUSPECTS; range++) {
      life.tell(Told.checked("2." + range, 1, "k" + range));
    }
    var waitsForTheLast = (Reconciling) life.state();
    life.tell(Told.checked("2.51", 1));

    assertThat(waitsForTheLast.second()).isEmpty();
    assertThat(waitsForTheLast.walk().out()).hasSize(1);
    assertThat(((Reconciling) life.state()).second()).isPresent();
    assertThat(((Reconciling) life.state()).suspects()).isEmpty();
  }

  @Test
  void noMoreRangesAreCheckedWhenTheSuspectsHoldTooManyRows() {
    var life = Life.uncutCheck(spec());
    life.tell(Told.cut(2, Optional.empty(), false, bounds(60)));

    life.tell(Told.muchDiffers("2.1", 1, false), Told.muchDiffers("2.2", 1, false));
    var waitsForOneOut = life.sent();
    life.tell(Told.checked("2.3", 1));

    assertThat(waitsForOneOut).isEmpty();
    assertThat(((Reconciling) life.state()).second()).isPresent();
  }

  @Test
  void rangeThatWouldMakeTheSuspectsTooManyIsCheckedAgainLater() {
    var life = Life.uncutCheck(spec());
    life.tell(Told.cut(2, Optional.empty(), false, bounds(60)));
    life.tell(Told.muchDiffers("2.1", 1, false), Told.muchDiffers("2.2", 1, false));

    life.tell(Told.muchDiffers("2.3", 1, false)).passBarrier();
    var repairs = life.sent();
    life.tell(Told.repaired("2.1", 1, 0), Told.repaired("2.2", 1, 0));

    assertThat(repairs).containsExactly("2.1 1", "2.2 1");
    assertThat(life.sent()).containsExactly("2.3 2", "2.4 1");
    assertThat(life.tally().check().ranges()).isEqualTo(2);
  }

  @Test
  void walkGoesOnWhenTheSuspectsAreSettled() {
    var life = Life.uncutCheck(spec());
    life.tell(Told.cut(2, Optional.empty(), false, bounds(60)));
    life.tell(Told.muchDiffers("2.1", 1, false), Told.muchDiffers("2.2", 1, false));
    life.tell(Told.checked("2.3", 1)).passBarrier();

    life.tell(Told.repaired("2.1", 1, 0), Told.repaired("2.2", 1, 1_000));

    assertThat(life.sent()).containsExactly("2.4 1", "2.5 1");
    assertThat(life.tally().check().mismatches()).isZero();
    assertThat(life.tally().check().repaired()).isEqualTo(1_000);
  }

  private static void refill(Life life, int walk) {
    String fill = (walk + 1) + ".1";
    life.tell(Told.muchDiffers(walk + ".1", 1, true))
        .tell(Told.cut(walk + 1, Optional.empty(), true), Told.filled(fill, 1))
        .tell(Told.cut(walk + 2, Optional.empty(), true));
    assertThat(life.state()).isInstanceOf(Reconciling.class);
    life.pass(Duration.ofSeconds(1));
  }

  private static String[] bounds(int count) {
    return IntStream.range(0, count).mapToObj(i -> "b" + i).toArray(String[]::new);
  }
}
