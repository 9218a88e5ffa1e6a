package dev.infill.worker.reconcile;

import static dev.infill.worker.testing.FakeRowStore.failure;
import static dev.infill.worker.testing.FakeRowStore.key;
import static dev.infill.worker.testing.Given.FILL;
import static dev.infill.worker.testing.Given.ID;
import static dev.infill.worker.testing.Given.LIMITS;
import static dev.infill.worker.testing.Given.RANGE;
import static dev.infill.worker.testing.Given.RETRY;
import static dev.infill.worker.testing.Given.SHARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Task.RepairRows;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeReporter;
import dev.infill.worker.testing.FakeRowStore;
import dev.infill.worker.testing.FakeStop;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowRepairerTest {
  private final FakeClock clock = new FakeClock();
  private final FakeRowStore rows = new FakeRowStore(clock).rows(1, 1_000);
  private final FakeReporter reporter = new FakeReporter();
  private final RowRepairer repairer = new RowRepairer(RETRY);

  @Test
  void writesTheRowsThatStillDiffer() {
    rows.makeRight(2);
    rows.delete(3);

    assertThat(repair(1, 2, 3, 4)).isEqualTo(new RowsRepaired(RANGE, 2, 2, List.of()));
    assertThat(rows.wrong()).doesNotContain(1L, 2L, 3L, 4L).hasSize(996);
  }

  @Test
  void tellsWhichRowsStayLocked() {
    rows.lock(2);

    assertThat(repair(1, 2, 3)).isEqualTo(new RowsRepaired(RANGE, 2, 2, List.of(key(2))));
  }

  @Test
  void tellsWhichRowsCannotBeComputed() {
    rows.spoil(2, 5);
    rows.lock(4);

    assertThat(repair(1, 2, 3, 4, 5))
        .isEqualTo(new RowsRepaired(RANGE, 2, 2, List.of(key(2), key(4), key(5))));
    assertThat(reporter.events(RowQuarantined.class))
        .extracting(RowQuarantined::key)
        .containsExactly(key(2), key(5));
  }

  @Test
  void writesManyRowsInSeveralStatements() {
    Event end = repair(LongStream.rangeClosed(1, 1_000).toArray());

    assertThat(end).isEqualTo(new RowsRepaired(RANGE, 2, 1_000, List.of()));
    assertThat(rows.statements()).containsExactly("write 1-500", "write 501-1000");
  }

  @Test
  void triesAgainWhatMayPassAndTellsWhatDoesNot() {
    rows.failNext(failure(FailureKind.AMBIGUOUS, "08006"));
    assertThat(repair(1)).isInstanceOf(RowsRepaired.class);

    rows.failNext(failure(FailureKind.PERMANENT, "42501"));
    assertThat(repair(2)).isInstanceOf(TaskFailed.class);
  }

  private Event repair(long... ids) {
    var keys = LongStream.of(ids).mapToObj(FakeRowStore::key).toList();
    var task = new RepairRows(ID, RANGE, 2, keys, SHARD, FILL, LIMITS);
    return repairer.repair(task, rows, reporter, new FakeStop(clock));
  }
}
