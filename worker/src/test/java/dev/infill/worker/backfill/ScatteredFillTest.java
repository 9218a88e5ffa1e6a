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
import dev.infill.common.message.Scatter;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.KeyRange;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeReporter;
import dev.infill.worker.testing.FakeRowStore;
import dev.infill.worker.testing.FakeStop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Windows of 400 rows, in four chunks each, filled in three passes. */
class ScatteredFillTest {
  private final FakeClock clock = new FakeClock();
  private final FakeRowStore rows = new FakeRowStore(clock).rows(1, 1_000);
  private final FakeReporter reporter = new FakeReporter();
  private final FakeStop stop = new FakeStop(clock);
  private Optional<Pace> pace = Optional.of(pace(4));
  private final RangeFiller filler =
      new RangeFiller("w-1", id -> pace, clock, Duration.ofSeconds(30), RETRY);

  @Test
  void takesAllPassesOverAWindowBeforeTheNextOne() throws Exception {
    Event end = fill();

    assertThat(end).isInstanceOf(RangeFilled.class);
    assertThat(rows.wrong()).isEmpty();
    assertThat(rows.statements().subList(0, 16))
        .containsExactly(
            "fillShare 1-100",
            "fillShare 101-200",
            "fillShare 201-300",
            "fillShare 301-400",
            "fillShare 1-100",
            "fillShare 101-200",
            "fillShare 201-300",
            "fillShare 301-400",
            "fill 1-100",
            "fill 101-200",
            "fill 201-300",
            "fill 301-400",
            "fillShare 401-500",
            "fillShare 501-600",
            "fillShare 601-700",
            "fillShare 701-800");
    assertThat(rows.statements()).endsWith("fill 801-900", "fill 901-1000");
  }

  @Test
  void countsEachRowOnce() throws Exception {
    var filled = (RangeFilled) fill();

    assertThat(filled.rows()).isEqualTo(1_000);
    assertThat(filled.filled()).isEqualTo(1_000);
    assertThat(filled.chunks()).isEqualTo(10);
    assertThat(reporter.events(ChunkFilled.class)).hasSize(10);
    assertThat(reporter.events(ChunkFilled.class).stream().mapToLong(ChunkFilled::rows).sum())
        .isEqualTo(1_000);
    assertThat(reporter.events(ChunkFilled.class).stream().mapToLong(ChunkFilled::filled).sum())
        .isEqualTo(1_000);
  }

  @Test
  void fillsARowThatNoPassSaw() throws Exception {
    rows.beforeStatement(
        () -> {
          if (!rows.statements().isEmpty()
              && rows.statements().getLast().equals("fillShare 301-400")) {
            rows.makeWrong(3); // share 0, and that pass is over
          }
        });

    fill();

    assertThat(rows.statements()).contains("fill 1-100");
    assertThat(rows.wrong()).isEmpty();
  }

  @Test
  void returnsAWindowUpToItsLastSettledChunk() throws Exception {
    haltInTheNextAfter("fill 401-500");

    var returned = (RangeReturned) fill();

    assertThat(returned.doneUpTo()).contains(key(600));
  }

  @Test
  void doesNotCallRowsDoneThatOnlyPassesWereOver() throws Exception {
    haltInTheNextAfter("fillShare 601-700");

    var returned = (RangeReturned) fill();

    assertThat(returned.doneUpTo()).contains(key(400));
    assertThat(rows.wrong()).contains(401L, 403L).doesNotContain(1L, 2L);
  }

  @Test
  void leavesAChunkWithLockedRowsToThePlainFill() throws Exception {
    rows.lock(150);

    var filled = (RangeFilled) fill();

    assertThat(rows.wrong()).containsExactly(150L);
    assertThat(filled.skipped()).isEqualTo(1);
    assertThat(filled.filled()).isEqualTo(999);
    // 150 belongs to the first pass, which fails; no other tries this chunk.
    assertThat(rows.statements().stream().filter("fillShare 101-200"::equals)).hasSize(1);
    assertThat(rows.statements()).contains("fillUnlocked 101-200");
  }

  @Test
  void restsAfterEachPassAsAfterAFill() throws Exception {
    rows.takes(Duration.ofNanos(100_000));
    fill();
    Duration worked = sinceBegin();
    LongStream.rangeClosed(1, 1_000).forEach(rows::makeWrong);
    pace = Optional.of(new Pace(ID, 1, LIMITS.target(), 300, "slow", FakeClock.BEGIN));

    fill();

    // One part of work, three of rest: the whole of it takes four times as long, but for its end.
    assertThat(sinceBegin().minus(worked))
        .isBetween(worked.multipliedBy(3), worked.multipliedBy(4));
  }

  @Test
  void quarantinesABadRowOnce() throws Exception {
    rows.spoil(250);

    fill();

    assertThat(rows.wrong()).containsExactly(250L);
    assertThat(reporter.events(RowQuarantined.class))
        .extracting(RowQuarantined::key)
        .containsExactly(key(250));
  }

  @Test
  void goesOnPlainlyAfterAPassThatFailed() throws Exception {
    rows.failNext(failure(FailureKind.AMBIGUOUS, "08006"));

    var filled = (RangeFilled) fill();

    assertThat(filled.rows()).isEqualTo(1_000);
    assertThat(rows.wrong()).isEmpty();
    assertThat(rows.statements().subList(0, 2)).containsExactly("fillShare 1-100", "fill 1-100");
  }

  @Test
  void failsWhereThePlainFillWouldFail() throws Exception {
    rows.failNext(failure(FailureKind.PERMANENT, "42703"));

    assertThat(fill()).isInstanceOf(TaskFailed.class);
  }

  @Test
  void fillsPlainlyForAWhileWhereNoRoomIsMade() throws Exception {
    rows.pinHorizon();

    fill();

    // The first window shows it; then a window's rows go plainly before the next try.
    assertThat(rows.statements().subList(12, 16))
        .containsExactly("fill 401-500", "fill 501-600", "fill 601-700", "fill 701-800");
    assertThat(rows.statements().get(16)).isEqualTo("fillShare 801-900");
    assertThat(rows.wrong()).isEmpty();
  }

  @Test
  void scattersAgainOnceRoomIsMade() throws Exception {
    rows.pinHorizon();
    rows.beforeStatement(
        () -> {
          if (rows.statements().contains("fill 701-800")) {
            rows.releaseHorizon();
          }
        });
    fill();
    rows.rows(1_001, 2_000);
    rows.statements().clear();

    fill(new KeyRange(Optional.of(key(1_000)), Optional.empty()));

    assertThat(rows.statements().stream().filter(s -> s.startsWith("fillShare"))).hasSize(20);
  }

  @Test
  void makesAWindowOfSlowRowsSmall() throws Exception {
    rows.takes(Duration.ofMillis(10)); // ten rows take the target

    fill();

    List<String> statements = rows.statements();
    long firstPass = statements.indexOf("fillShare 1-100") == 0 ? firstWindow(statements) : 0;
    assertThat(firstPass).isBetween(1L, 6L);
    assertThat(rows.wrong()).isEmpty();
  }

  @Test
  void fillsAnEmptyRange() throws Exception {
    Event end = fill(new KeyRange(Optional.of(key(5_000)), Optional.empty()));

    assertThat(end).isEqualTo(new RangeFilled(RANGE, 1, "w-1", 0, 0, 0, 0, 0));
  }

  /** Statements before the first chunk is settled or the first is passed a second time. */
  private static long firstWindow(List<String> statements) {
    return statements.stream()
        .skip(1)
        .takeWhile(s -> s.startsWith("fillShare") && !s.startsWith("fillShare 1-"))
        .count();
  }

  /** The statement that runs then comes to its end. */
  private void haltInTheNextAfter(String statement) {
    rows.beforeStatement(
        () -> {
          if (rows.statements().contains(statement)) {
            pace = Optional.of(pace(0));
          }
        });
  }

  private Duration sinceBegin() {
    return Duration.between(FakeClock.BEGIN, clock.instant());
  }

  private Event fill() throws InterruptedException {
    return fill(KeyRange.ALL);
  }

  private Event fill(KeyRange keys) throws InterruptedException {
    var scatter = new Scatter(3, 400, "the test says so");
    return filler.fill(
        new FillRange(ID, RANGE, 1, keys, SHARD, FILL, LIMITS, scatter), rows, reporter, stop);
  }
}
