package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.Effect.Cut;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackfillingTest {
  private static final KeyRange FIRST = new KeyRange(Optional.empty(), Optional.of(Key.of("10")));
  private static final KeyRange LAST = new KeyRange(Optional.of(Key.of("20")), Optional.empty());

  @Test
  void cutRangesCoverTheKeySpaceAndGoOutUpToTheLimit() {
    var life = Life.uncut(spec());

    life.tell(Told.cut(1, Optional.empty(), true, "10", "20"));

    assertThat(life.sent()).containsExactly("1.1 1", "1.2 1");
    assertThat(life.tasks().getFirst())
        .isEqualTo(
            new FillRange(
                Life.ID,
                new RangeId(1, 1),
                1,
                FIRST,
                Life.SHARD,
                Life.PLAN.fill(),
                new ChunkLimits(100, 1_000, Duration.ofMillis(200), Duration.ofSeconds(2)),
                Life.PLAN.scatter()));
    assertThat(walk(life).ready())
        .containsExactly(new OpenRange(new RangeId(1, 3), LAST, 0, Optional.empty()));
    assertThat(life.wanted()).isEmpty();
  }

  @Test
  void moreIsCutBehindTheFrontierWhenLittleIsReady() {
    var life = Life.uncut(spec());

    life.tell(Told.cut(1, Optional.empty(), false, "10", "20", "30", "40"));
    var enough = life.wanted();
    life.tell(Told.filled("1.1", 1));

    assertThat(enough).isEmpty();
    assertThat(life.wanted()).containsExactly(new Cut(1, Optional.of(Key.of("40")), 4));
  }

  @Test
  void repeatedCutChangesNothing() {
    var life = Life.backfilling(spec());
    var before = life.migration();

    life.tell(Told.cut(1, Optional.empty(), true, "10", "20"));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void cutBehindAnotherFrontierOrOfAnotherWalkOrWithoutAnythingIsIgnored() {
    var life = Life.uncut(spec()).tell(Told.cut(1, Optional.empty(), false, "10"));
    var before = life.migration();

    life.tell(
        Told.cut(1, Optional.empty(), false, "10", "20"),
        Told.cut(2, Optional.of("10"), false, "20"),
        Told.cut(1, Optional.of("10"), false));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void emptyTableHasOneRange() {
    var life = Life.uncut(spec());

    life.tell(Told.cut(1, Optional.empty(), true));

    assertThat(life.tasks())
        .singleElement()
        .extracting(task -> ((FillRange) task).keys())
        .isEqualTo(KeyRange.ALL);
  }

  @Test
  void filledRangeMakesRoomForTheNext() {
    var life = Life.backfilling(spec());

    life.tell(Told.filled("1.1", 1));

    assertThat(life.sent()).containsExactly("1.3 1");
  }

  @Test
  void lastFilledRangeBeginsTheCheck() {
    var life = Life.backfilling(spec()).tell(Told.filled("1.1", 1), Told.filled("1.3", 1));

    life.tell(Told.filled("1.2", 1));

    assertThat(life.state()).isEqualTo(new Reconciling(Walk.begin(2), List.of(), Optional.empty()));
  }

  @Test
  void fillDoesNotEndBeforeTheEndIsCut() {
    var life = Life.uncut(spec()).tell(Told.cut(1, Optional.empty(), false, "10"));

    life.tell(Told.filled("1.1", 1));

    assertThat(life.state()).isInstanceOf(Backfilling.class);
    assertThat(life.wanted()).containsExactly(new Cut(1, Optional.of(Key.of("10")), 4));
  }

  @Test
  void repeatedOrUnknownRangeFilledChangesNothing() {
    var life = Life.backfilling(spec()).tell(Told.filled("1.1", 1));
    var before = life.migration();

    life.tell(Told.filled("1.1", 1), Told.filled("1.9", 1), Told.filled("7.2", 1));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void chunkKeepsTheRangeFromBeingSentAgain() {
    var life = Life.backfilling(spec()).pass(Duration.ofSeconds(100));
    var asked = life.wakeAt();

    life.tell(Told.chunk("1.1", 1, 10), Told.chunk("1.2", 1, 10));

    assertThat(asked).contains(Life.START.plus(OutRange.QUEUED));
    assertThat(life.wakeAt()).contains(life.now().plus(OutRange.SILENCE));
    assertThat(life.state()).isInstanceOf(Backfilling.class);
  }

  @Test
  void chunkToldByASlowClockDoesNotMakeItsRangeLookSilent() {
    var life = Life.backfilling(spec()).pass(Duration.ofSeconds(100));
    life.tell(Told.chunk("1.1", 1, 10), Told.chunk("1.2", 1, 10));
    var due = life.wakeAt();

    life.pass(Duration.ofMinutes(-5)).tell(Told.chunk("1.1", 1, 10));

    assertThat(life.wakeAt()).isEqualTo(due);
  }

  @Test
  void silentRangeIsSentAgainAsAnotherAttempt() {
    var life = Life.backfilling(spec());
    life.tell(Told.chunk("1.1", 1, 10));

    life.wake();

    assertThat(life.now()).isEqualTo(Life.START.plus(OutRange.SILENCE));
    assertThat(life.sent()).containsExactly("1.1 2");
    assertThat(walk(life).out()).extracting(OutRange::attempt).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void rangeThatNobodyBeginsIsSentAgainEverLessOften() {
    var life = Life.backfilling(spec());
    var waits = new ArrayList<Long>();

    for (int i = 0; i < 7; i++) {
      Instant sent = life.now();
      waits.add(Duration.between(sent, life.wake().now()).toMinutes());
    }

    assertThat(waits).containsExactly(2L, 4L, 8L, 16L, 32L, 64L, 64L);
  }

  @Test
  void answerOfAnEarlierAttemptIsAsGood() {
    var life = Life.backfilling(spec()).tell(Told.chunk("1.1", 1, 10)).wake();

    life.tell(Told.filled("1.1", 1));

    assertThat(walk(life).find(new RangeId(1, 1))).isEmpty();
    assertThat(life.sent()).containsExactly("1.3 1");
  }

  @Test
  void timerThatComesEarlyChangesNothing() {
    var life = Life.backfilling(spec());
    var before = life.migration();

    life.tell(new TimerFired(life.now()));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void restOfARangeGivenBackGoesOutFirst() {
    var life = Life.backfilling(spec());

    life.tell(Told.returned("1.1", 1, "4"));

    assertThat(life.sent()).containsExactly("1.1 2");
    assertThat(((FillRange) life.tasks().getFirst()).keys()).isEqualTo(FIRST.rest(Key.of("4")));
  }

  @Test
  void rangeGivenBackUntouchedGoesOutWhole() {
    var life = Life.backfilling(spec());

    life.tell(Told.returned("1.1", 1));

    assertThat(((FillRange) life.tasks().getFirst()).keys()).isEqualTo(FIRST);
  }

  @Test
  void returnOfAnEarlierAttemptIsLate() {
    var life = Life.backfilling(spec()).tell(Told.returned("1.1", 1, "4"));
    var before = life.migration();

    life.tell(Told.returned("1.1", 1, "4"), Told.returned("1.1", 1, "2"));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void failureThatMayPassIsTriedAgainEverLessOften() {
    var life = Life.backfilling(spec());

    life.tell(Told.failed("1.1", 1, FailureKind.TRANSIENT));

    assertThat(life.sent()).containsExactly("1.3 1");
    assertThat(life.wakeAt()).contains(life.now().plusSeconds(1));
    life.tell(Told.filled("1.2", 1), Told.filled("1.3", 1));
    assertThat(life.wake().sent()).containsExactly("1.1 2");
    assertThat(life.tell(Told.failed("1.1", 2, FailureKind.AMBIGUOUS)).wakeAt())
        .contains(life.now().plusSeconds(2));
  }

  @Test
  void failureOfAnEarlierAttemptIsLate() {
    var life = Life.backfilling(spec()).tell(Told.returned("1.1", 1));
    var before = life.migration();

    life.tell(Told.failed("1.1", 1, FailureKind.PERMANENT));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void failureForGoodStopsTheShardAndTakesAllRangesBack() {
    var life = Life.backfilling(spec());

    life.tell(Told.failed("1.2", 1, FailureKind.PERMANENT));

    var failed = (Failed) life.state();
    assertThat(failed.reason()).isEqualTo("range 1.2 can't be filled: the server stopped");
    assertThat(failed.advice()).contains("57P01");
    assertThat(((Backfilling) failed.before()).walk().out()).isEmpty();
    assertThat(((Backfilling) failed.before()).walk().ready())
        .extracting(OpenRange::range)
        .containsExactly(new RangeId(1, 1), new RangeId(1, 2), new RangeId(1, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"42703", "mysql-1054"})
  void anAlteredTableIsGivenTimeUntilItsCaptureNotices(String code) {
    var life = Life.backfilling(spec()).tell(Told.filled("1.2", 1), Told.filled("1.3", 1));

    for (int attempt = 1; attempt <= 4; attempt++) {
      life.tell(Told.columnMissing("1.1", attempt, code));
      assertThat(life.state()).isInstanceOf(Backfilling.class);
      life.wake();
    }

    life.tell(Told.columnMissing("1.1", 5, code));
    assertThat(((Failed) life.state()).reason()).contains("a column that is not there");
  }

  private static Walk walk(Life life) {
    return ((Backfilling) life.state()).walk();
  }
}
