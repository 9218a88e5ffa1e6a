package dev.infill.worker.backfill;

import static dev.infill.worker.testing.FakeRowStore.failure;
import static dev.infill.worker.testing.FakeRowStore.key;
import static dev.infill.worker.testing.Given.FILL;
import static dev.infill.worker.testing.Given.ID;
import static dev.infill.worker.testing.Given.LIMITS;
import static dev.infill.worker.testing.Given.RANGE;
import static dev.infill.worker.testing.Given.RETRY;
import static dev.infill.worker.testing.Given.SHARD;
import static dev.infill.worker.testing.Given.pace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangeReturned;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeReporter;
import dev.infill.worker.testing.FakeRowStore;
import dev.infill.worker.testing.FakeStop;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RangeFillerTest {
  private final FakeClock clock = new FakeClock();
  private final FakeRowStore rows = new FakeRowStore(clock).rows(1, 3_000);
  private final FakeReporter reporter = new FakeReporter();
  private final FakeStop stop = new FakeStop(clock);
  private Optional<Pace> pace = Optional.of(pace(4));
  private final RangeFiller filler =
      new RangeFiller("w-1", id -> pace, clock, Duration.ofSeconds(30), RETRY);

  @Test
  void fillsEveryRowOfTheRangeAndNoOther() throws Exception {
    Event end = fill(new KeyRange(Optional.of(key(100)), Optional.of(key(2_600))));

    assertThat(end).isInstanceOf(RangeFilled.class);
    assertThat(rows.wrong())
        .containsExactlyElementsOf(
            LongStream.concat(LongStream.rangeClosed(1, 100), LongStream.rangeClosed(2_601, 3_000))
                .boxed()
                .toList());
    var filled = (RangeFilled) end;
    assertThat(filled.rows()).isEqualTo(2_500);
    assertThat(filled.filled()).isEqualTo(2_500);
    assertThat(filled.worker()).isEqualTo("w-1");
    assertThat(filled.chunks()).isEqualTo(reporter.events(ChunkFilled.class).size());
  }

  @Test
  void tellsEachChunkWithItsLastKey() throws Exception {
    fill(new KeyRange(Optional.empty(), Optional.of(key(2_500))));

    assertThat(reporter.events(ChunkFilled.class))
        .extracting(ChunkFilled::upTo)
        .containsExactly(Optional.of(key(1_000)), Optional.of(key(2_000)), Optional.empty());
    assertThat(reporter.events(ChunkFilled.class))
        .extracting(ChunkFilled::rows)
        .containsExactly(1_000L, 1_000L, 500L);
  }

  @Test
  void fillsAnEmptyRange() throws Exception {
    Event end = fill(new KeyRange(Optional.of(key(5_000)), Optional.empty()));

    assertThat(end).isEqualTo(new RangeFilled(RANGE, 1, "w-1", 0, 0, 0, 0, 0));
  }

  @Test
  void writesNothingTheSecondTime() throws Exception {
    fill(KeyRange.ALL);

    var again = (RangeFilled) fill(KeyRange.ALL);

    assertThat(again.rows()).isEqualTo(3_000);
    assertThat(again.filled()).isZero();
  }

  @Test
  void beginsTheNextRangeWhereTheLastOneEnded() throws Exception {
    rows.takes(Duration.ofMillis(1)); // so that 100 rows are right
    fill(KeyRange.ALL);
    rows.statements().clear();

    fill(KeyRange.ALL);

    assertThat(rows.statements().getFirst()).matches("fill 1-(9\\d|1[01]\\d)");
  }

  @Test
  void goesAroundLockedRowsAndFindsThemFreeAtTheEnd() throws Exception {
    rows.lock(5, 1_500);
    rows.beforeStatement(
        () -> {
          if (rows.statements().contains("fill 2001-3000")) {
            rows.unlock();
          }
        });

    var filled = (RangeFilled) fill(KeyRange.ALL);

    assertThat(rows.wrong()).isEmpty();
    assertThat(filled.filled()).isEqualTo(3_000);
    assertThat(filled.skipped()).isZero();
    assertThat(reporter.events(ChunkFilled.class))
        .extracting(ChunkFilled::skipped)
        .containsExactly(1L, 1L, 0L, 0L, 0L);
    assertThat(reporter.events(ChunkFilled.class))
        .extracting(ChunkFilled::rows)
        .containsExactly(1_000L, 1_000L, 1_000L, 0L, 0L);
  }

  @Test
  void leavesRowsThatStayLockedToReconcile() throws Exception {
    rows.lock(5, 1_500);

    var filled = (RangeFilled) fill(KeyRange.ALL);

    assertThat(rows.wrong()).containsExactly(5L, 1_500L);
    assertThat(filled.skipped()).isEqualTo(2);
    assertThat(filled.filled()).isEqualTo(2_998);
  }

  @Test
  void waitsShortlyForALock() throws Exception {
    rows.lock(5);

    fill(new KeyRange(Optional.empty(), Optional.of(key(10))));

    // Once in the walk and once at the second look.
    assertThat(Duration.between(FakeClock.BEGIN, clock.instant()))
        .isEqualTo(ChunkFiller.SHORT.multipliedBy(2));
  }

  @Test
  void remembersABoundedNumberOfChunks() throws Exception {
    rows.takes(Duration.ofSeconds(1)); // as few rows a chunk as may be
    LongStream.rangeClosed(1, 3_000).forEach(rows::lock);
    var patient = new RangeFiller("w-1", id -> pace, clock, Duration.ofDays(1), RETRY);

    Event end = patient.fill(task(KeyRange.ALL), rows, reporter, stop);

    assertThat(((RangeFilled) end).skipped()).isEqualTo(3_000);
    long secondLooks =
        reporter.events(ChunkFilled.class).stream().filter(e -> e.rows() == 0).count();
    assertThat(secondLooks).isGreaterThan(RangeWalk.MAX_REMEMBERED);
  }

  @Test
  void goesAroundTheRowsOfADeadlock() throws Exception {
    rows.failNext(failure(FailureKind.TRANSIENT, "40P01"));

    Event end = fill(KeyRange.ALL);

    assertThat(end).isInstanceOf(RangeFilled.class);
    assertThat(rows.statements()).startsWith("fill 1-1000", "fillUnlocked 1-1000");
    assertThat(rows.wrong()).isEmpty();
  }

  @Test
  void halvesAChunkThatIsCancelledOrCutOff() throws Exception {
    rows.failNext(failure(FailureKind.TRANSIENT, "57014"), failure(FailureKind.AMBIGUOUS, "08006"));

    Event end = fill(KeyRange.ALL);

    assertThat(end).isInstanceOf(RangeFilled.class);
    assertThat(rows.statements()).startsWith("fill 1-1000", "fill 1-500", "fill 1-250");
    assertThat(rows.wrong()).isEmpty();
  }

  @Test
  void failsWhenTheTriesAreUsedUp() throws Exception {
    for (int i = 0; i < RETRY.tries(); i++) {
      rows.failNext(failure(FailureKind.TRANSIENT, "57014"));
    }

    assertThat(fill(KeyRange.ALL))
        .isEqualTo(new TaskFailed(RANGE, 1, FailureKind.TRANSIENT, "57014", "the test says so"));
  }

  @Test
  void failsAtOnceForGood() throws Exception {
    rows.failNext(failure(FailureKind.PERMANENT, "42501"));

    assertThat(fill(KeyRange.ALL))
        .isEqualTo(new TaskFailed(RANGE, 1, FailureKind.PERMANENT, "42501", "the test says so"));
    assertThat(rows.statements()).hasSize(1);
  }

  @Test
  void putsBadRowsAsideAndFillsTheOthers() throws Exception {
    rows.spoil(1, 777, 778, 3_000);

    Event end = fill(KeyRange.ALL);

    assertThat(((RangeFilled) end).filled()).isEqualTo(2_996);
    assertThat(rows.wrong()).containsExactly(1L, 777L, 778L, 3_000L);
    assertThat(reporter.events(RowQuarantined.class))
        .extracting(RowQuarantined::key)
        .containsExactly(key(1), key(777), key(778), key(3_000));
    assertThat(reporter.events(RowQuarantined.class))
        .allMatch(e -> e.code().equals("22012") && e.reason().equals("the test says so"));
  }

  @Test
  void goesAroundBadAndLockedRowsInOneChunk() throws Exception {
    rows.spoil(300);
    rows.lock(301, 900);

    Event end = fill(KeyRange.ALL);

    assertThat(((RangeFilled) end).skipped()).isEqualTo(2);
    assertThat(rows.wrong()).containsExactly(300L, 301L, 900L);
    assertThat(reporter.events(RowQuarantined.class)).hasSize(1);
  }

  @Test
  void tellsABadRuleFromBadRows() throws Exception {
    LongStream.rangeClosed(1, 3_000).forEach(rows::spoil);

    var failed = (TaskFailed) fill(KeyRange.ALL);

    assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT);
    assertThat(failed.code()).isEqualTo("too-many-bad-rows");
    assertThat(failed.reason()).contains("more than 100 rows", "22012");
    assertThat(reporter.events(RowQuarantined.class)).hasSize(100);
  }

  @Test
  void givesTheRestBackWhenThePaceIsZero() throws Exception {
    rows.beforeStatement(() -> pace = Optional.of(pace(0)));

    var returned = (RangeReturned) fill(KeyRange.ALL);

    assertThat(returned.doneUpTo()).contains(key(1_000));
    assertThat(returned.reason()).contains("pace", "the test says so");
    assertThat(rows.wrong()).hasSize(2_000);
  }

  @Test
  void givesAllBackWhenNothingIsDone() throws Exception {
    pace = Optional.of(pace(0));

    assertThat(((RangeReturned) fill(KeyRange.ALL)).doneUpTo()).isEmpty();
    assertThat(rows.statements()).isEmpty();
  }

  @Test
  void standsStillWhileNoPaceIsHeard() throws Exception {
    pace = Optional.empty();
    stop.onWait(
        () -> {
          assertThat(rows.statements()).isEmpty();
          if (clock.instant().isAfter(FakeClock.BEGIN.plusSeconds(1))) {
            pace = Optional.of(pace(1));
          }
        });

    assertThat(fill(KeyRange.ALL)).isInstanceOf(RangeFilled.class);
  }

  /** Its migration may never be told a pace again, and others wait for the slot. */
  @Test
  void givesBackARangeOfWhichNoPaceIsHeard() throws Exception {
    pace = Optional.empty();

    var returned = (RangeReturned) fill(KeyRange.ALL);

    assertThat(returned.doneUpTo()).isEmpty();
    assertThat(returned.reason()).contains("no pace");
    assertThat(rows.statements()).isEmpty();
    assertThat(clock.instant())
        .isBetween(FakeClock.BEGIN.plusSeconds(2), FakeClock.BEGIN.plusSeconds(3));
  }

  @Test
  void leavesFromStandingStill() throws Exception {
    pace = Optional.empty();
    stop.onWait(stop::ask);

    assertThat(((RangeReturned) fill(KeyRange.ALL)).doneUpTo()).isEmpty();
  }

  @Test
  void aimsAtThePacesTarget() throws Exception {
    rows.takes(Duration.ofMillis(1));
    pace = Optional.of(new Pace(ID, 1, Duration.ofMillis(25), "slow", FakeClock.BEGIN));

    fill(KeyRange.ALL);

    // 1,000 rows took a second; it comes down to 25.
    var chunks = reporter.events(ChunkFilled.class);
    assertThat(chunks.get(chunks.size() - 2).rows()).isBetween(20L, 30L);
  }

  @Test
  void restsAfterEachChunkAsThePaceSays() throws Exception {
    rows.takes(Duration.ofNanos(100_000));
    pace = Optional.of(new Pace(ID, 1, Duration.ofMillis(25), 300, "slow", FakeClock.BEGIN));

    fill(KeyRange.ALL);

    long worked =
        reporter.events(ChunkFilled.class).stream().mapToLong(ChunkFilled::elapsedMillis).sum();
    long rested = Duration.between(FakeClock.BEGIN, clock.instant()).toMillis() - worked;
    // One part of work, three of rest, except behind the last chunk.
    assertThat(rested).isBetween(2 * worked, 3 * worked);
  }

  @Test
  void leavesWhenAskedWhileItRests() throws Exception {
    rows.takes(Duration.ofNanos(100_000));
    pace = Optional.of(new Pace(ID, 1, Duration.ofMillis(200), 300, "slow", FakeClock.BEGIN));
    stop.onWait(stop::ask);

    assertThat(fill(KeyRange.ALL)).isInstanceOf(RangeReturned.class);
  }

  @Test
  void givesTheRestBackWhenItTakesTooLong() throws Exception {
    rows.takes(Duration.ofMillis(20));

    var returned = (RangeReturned) fill(KeyRange.ALL);

    assertThat(returned.reason()).contains("longer than PT30S");
    long done = Long.parseLong(returned.doneUpTo().orElseThrow().parts().getFirst());
    assertThat(rows.wrong()).hasSize((int) (3_000 - done)).contains(done + 1);
  }

  @Test
  void looksAgainAtLockedRowsBeforeItGivesTheRestBack() throws Exception {
    rows.takes(Duration.ofMillis(20));
    rows.lock(1);
    rows.beforeStatement(
        () -> {
          if (rows.statements().size() > 2) {
            rows.unlock();
          }
        });

    var returned = (RangeReturned) fill(KeyRange.ALL);

    long done = Long.parseLong(returned.doneUpTo().orElseThrow().parts().getFirst());
    assertThat(rows.wrong()).hasSize((int) (3_000 - done)).doesNotContain(1L);
  }

  @Test
  void givesBackFromTheFirstLockedChunkWhenAskedToStop() throws Exception {
    rows.lock(1_200);
    rows.beforeStatement(
        () -> {
          if (rows.statements().contains("fill 1001-2000")) {
            stop.ask();
          }
        });

    var returned = (RangeReturned) fill(KeyRange.ALL);

    assertThat(returned.doneUpTo()).contains(Key.of("1000"));
    assertThat(returned.reason()).contains("leaves");
  }

  @Test
  void givesBackWhatFailsWhileItIsAskedToStop() throws Exception {
    rows.beforeStatement(stop::ask);
    rows.failNext(failure(FailureKind.TRANSIENT, "57P01"));

    assertThat(fill(KeyRange.ALL)).isInstanceOf(RangeReturned.class);
  }

  private Event fill(KeyRange keys) throws InterruptedException {
    return filler.fill(task(keys), rows, reporter, stop);
  }

  private static FillRange task(KeyRange keys) {
    return new FillRange(ID, RANGE, 1, keys, SHARD, FILL, LIMITS);
  }
}
