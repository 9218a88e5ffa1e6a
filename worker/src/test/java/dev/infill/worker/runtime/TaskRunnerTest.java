package dev.infill.worker.runtime;

import static dev.infill.worker.testing.Given.FILL;
import static dev.infill.worker.testing.Given.ID;
import static dev.infill.worker.testing.Given.LIMITS;
import static dev.infill.worker.testing.Given.RETRY;
import static dev.infill.worker.testing.Given.capture;
import static dev.infill.worker.testing.Given.captures;
import static dev.infill.worker.testing.Given.pace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Task.CheckRange;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.message.Task.RepairRows;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.common.model.Sync;
import dev.infill.worker.backfill.RangeFiller;
import dev.infill.worker.port.CaptureSource;
import dev.infill.worker.reconcile.RangeChecker;
import dev.infill.worker.reconcile.RowRepairer;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeReporter;
import dev.infill.worker.testing.FakeRowStore;
import dev.infill.worker.testing.FakeStop;
import dev.infill.worker.testing.Given;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a broker hands out may be of weeks ago. */
class TaskRunnerTest {
  private static final RangeId RANGE = new RangeId(1, 1);
  private static final ColumnFill OTHER_RULE =
      ColumnFill.of(FILL.table(), FILL.key(), "c", "text", "upper(email)", Sync.DERIVED);

  private final FakeClock clock = new FakeClock();
  private final FakeRowStore rows = new FakeRowStore(clock).rows(1, 100);
  private final FakeReporter reporter = new FakeReporter();
  private final Map<MigrationShard, Capture> captures = new HashMap<>(Map.of(ID, capture(ID)));

  @Test
  void doesATaskWhoseMigrationIsUnderWay() throws Exception {
    runner(captures(captures)).run(fill(), reporter, new FakeStop(clock));

    assertThat(reporter.events(RangeFilled.class)).hasSize(1);
    assertThat(rows.wrong()).isEmpty();
  }

  @Test
  void leavesTasksOutWhoseMigrationHasEnded() throws Exception {
    captures.clear();
    var shard = Given.shard("shard-1");

    for (var task :
        List.of(
            fill(),
            new CheckRange(ID, RANGE, 1, KeyRange.ALL, shard, FILL, LIMITS),
            new RepairRows(ID, RANGE, 1, List.of(Key.of("1")), shard, FILL, LIMITS))) {
      runner(captures(captures)).run(task, reporter, new FakeStop(clock));
    }

    assertThat(rows.statements()).isEmpty();
    assertThat(reporter.events()).isEmpty();
  }

  @Test
  void leavesATaskOutOfAnEarlierMigrationWithTheSameName() throws Exception {
    captures.put(ID, by(OTHER_RULE));

    runner(captures(captures)).run(fill(), reporter, new FakeStop(clock));

    assertThat(rows.statements()).isEmpty();
    assertThat(reporter.events()).isEmpty();
  }

  @Test
  void looksAgainWhereTheRuleItKnowsMayBeTheOldOne() throws Exception {
    var heardLate =
        new CaptureSource() {
          private Capture known = by(OTHER_RULE);

          @Override
          public Optional<Capture> find(MigrationShard id) {
            return Optional.of(known);
          }

          @Override
          public boolean stands(Capture capture) {
            known = capture(ID);
            return capture.equals(known);
          }
        };

    runner(heardLate).run(fill(), reporter, new FakeStop(clock));

    assertThat(reporter.events(RangeFilled.class)).hasSize(1);
  }

  private TaskRunner runner(CaptureSource source) {
    return new TaskRunner(
        source,
        (shard, fill) -> rows,
        new RangeFiller("w-1", id -> Optional.of(pace(1)), clock, Duration.ofSeconds(30), RETRY),
        new RangeChecker(id -> Optional.of(pace(1)), clock, RETRY),
        new RowRepairer(RETRY));
  }

  private static FillRange fill() {
    return new FillRange(ID, RANGE, 1, KeyRange.ALL, Given.shard("shard-1"), FILL, LIMITS);
  }

  private static Capture by(ColumnFill rule) {
    return new Capture(ID, Given.shard("shard-1"), rule, "slot", "publication", OwnWrites.FILTERED);
  }
}
