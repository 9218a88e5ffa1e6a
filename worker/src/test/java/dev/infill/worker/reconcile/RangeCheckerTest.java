package dev.infill.worker.reconcile;

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
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RangeReturned;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Task.CheckRange;
import dev.infill.common.model.KeyRange;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeReporter;
import dev.infill.worker.testing.FakeRowStore;
import dev.infill.worker.testing.FakeStop;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RangeCheckerTest {
  private final FakeClock clock = new FakeClock();
  private final FakeRowStore rows = new FakeRowStore(clock).rows(1, 2_000);
  private final FakeReporter reporter = new FakeReporter();
  private final FakeStop stop = new FakeStop(clock);
  private Optional<Pace> pace = Optional.of(pace(4));
  private final RangeChecker checker = new RangeChecker(id -> pace, clock, RETRY);

  @Test
  void checksARangeInOneStatement() throws Exception {
    LongStream.rangeClosed(1, 1_990).forEach(rows::makeRight);

    var checked = (RangeChecked) check();

    assertThat(checked.counted()).isEqualTo(2_000);
    assertThat(checked.equal()).isEqualTo(1_990);
    assertThat(checked.differing()).hasSize(10).startsWith(key(1_991));
    assertThat(checked.more()).isFalse();
    assertThat(rows.statements()).containsExactly("check 1-2000");
  }

  @Test
  void restsAfterARangeAsThePaceSays() throws Exception {
    rows.takes(Duration.ofNanos(100_000));
    pace = Optional.of(new Pace(ID, 1, LIMITS.target(), 300, "slow", FakeClock.BEGIN));

    var checked = (RangeChecked) check();

    assertThat(checked.elapsedMillis()).isEqualTo(200);
    assertThat(clock.instant()).isEqualTo(FakeClock.BEGIN.plusMillis(800));
  }

  @Test
  void rangeThatWasCheckedCountsThoughItIsAskedToStopAtRest() throws Exception {
    rows.takes(Duration.ofNanos(100_000));
    pace = Optional.of(new Pace(ID, 1, LIMITS.target(), 300, "slow", FakeClock.BEGIN));
    stop.onWait(stop::ask);

    assertThat(check()).isInstanceOf(RangeChecked.class);
  }

  @Test
  void listsThousandDifferingRowsAndSaysThatThereAreMore() throws Exception {
    var checked = (RangeChecked) check();

    assertThat(checked.equal()).isZero();
    assertThat(checked.differing()).hasSize(1_000);
    assertThat(checked.more()).isTrue();
  }

  @Test
  void countsBadRowsAsDifferingAndQuarantinesThem() throws Exception {
    LongStream.rangeClosed(1, 2_000).forEach(rows::makeRight);
    long digest = ((RangeChecked) check()).digest();
    rows.makeWrong(9);
    rows.spoil(1, 1_000);

    var checked = (RangeChecked) check();

    assertThat(checked.counted()).isEqualTo(2_000);
    assertThat(checked.equal()).isEqualTo(1_997);
    assertThat(checked.differing()).containsExactly(key(1), key(9), key(1_000));
    assertThat(checked.digest()).isEqualTo(digest - 31 - 31_000);
    assertThat(reporter.events(RowQuarantined.class))
        .extracting(RowQuarantined::key)
        .containsExactly(key(1), key(1_000));
  }

  @Test
  void checksInPiecesWhatTakesTooLongAtOnce() throws Exception {
    LongStream.rangeClosed(1, 1_990).forEach(rows::makeRight);
    var atOnce = (RangeChecked) check();
    var tooLong = failure(FailureKind.TRANSIENT, "57014");
    rows.failNext(tooLong, tooLong);

    var checked = (RangeChecked) check();

    assertThat(checked.counted()).isEqualTo(2_000);
    assertThat(checked.equal()).isEqualTo(1_990);
    assertThat(checked.differing()).isEqualTo(atOnce.differing());
    assertThat(checked.digest()).isEqualTo(atOnce.digest());
    assertThat(rows.statements()).endsWith("check 1-1000", "check 1001-2000");
    assertThat(reporter.events(RowQuarantined.class)).isEmpty();
  }

  @Test
  void failsForGoodWhenTooManyRowsAreBad() throws Exception {
    LongStream.rangeClosed(1, 2_000).forEach(rows::spoil);

    assertThat(((TaskFailed) check()).kind()).isEqualTo(FailureKind.PERMANENT);
  }

  @Test
  void triesAgainWhatMayPass() throws Exception {
    rows.failNext(failure(FailureKind.TRANSIENT, "57P01"));

    assertThat(check()).isInstanceOf(RangeChecked.class);
  }

  @Test
  void tellsWhenItFailed() throws Exception {
    rows.failNext(failure(FailureKind.PERMANENT, "42703"));

    assertThat(check())
        .isEqualTo(new TaskFailed(RANGE, 3, FailureKind.PERMANENT, "42703", "the test says so"));
  }

  @Test
  void givesARangeBackWhenThePaceIsZero() throws Exception {
    pace = Optional.of(pace(0));

    assertThat(((RangeReturned) check()).doneUpTo()).isEmpty();
    assertThat(rows.statements()).isEmpty();
  }

  @Test
  void standsStillWhileNoPaceIsHeard() throws Exception {
    pace = Optional.empty();
    stop.onWait(
        () -> {
          if (clock.instant().isAfter(FakeClock.BEGIN.plusSeconds(1))) {
            pace = Optional.of(pace(1));
          }
        });

    assertThat(check()).isInstanceOf(RangeChecked.class);
  }

  @Test
  void givesBackARangeOfWhichNoPaceIsHeard() throws Exception {
    pace = Optional.empty();

    assertThat(((RangeReturned) check()).reason()).contains("no pace");
    assertThat(rows.statements()).isEmpty();
  }

  private Event check() throws InterruptedException {
    var task = new CheckRange(ID, RANGE, 3, KeyRange.ALL, SHARD, FILL, LIMITS);
    return checker.check(task, rows, reporter, stop);
  }
}
