package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.common.plan.Forecast;
import dev.infill.common.shard.PlannedShard;
import dev.infill.worker.backfill.RangeFiller;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import dev.infill.worker.rows.Retry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a plan foretells against what a worker's fill comes to. */
@ParameterizedClass
@EnumSource
@Timeout(180)
class ForecastIT extends OnEverySteps {

  @ParameterizedTest
  @CsvSource({"md5, 100", "series, 100", "series, 50"})
  void aForecastComesNearTheFill(String key, int fillFactor) throws Exception {
    assumeTrue(!server.isMySql() || fillFactor == 100, "MySQL fills pages as it likes");
    var growing = Growing.of(database);
    growing.make(key.equals("md5"), fillFactor, rows());
    var shard = planned(SpecMaker.people());
    String before = schema.definition();
    long logBefore = growing.logBytes();

    var plan = Planners.of(database).plan(shard.spec(), shard.shard());

    assertThat(plan.forecast()).as("forecast; findings: %s", plan.findings()).isPresent();
    Forecast forecast = plan.forecast().orElseThrow();

    assertThat(schema.definition()).isEqualTo(before);
    assertThat(growing.logBytes() - logBefore)
        .as("log that the plan wrote")
        .isLessThanOrEqualTo(server.isMySql() ? 0 : 2_000_000);
    long table = growing.tableBytes();
    long indexes = growing.indexBytes();
    store.addColumn(shard);
    growing.checkpoint();
    long log = growing.logBytes();
    fill(shard);

    assertNear("log", forecast.walBytes(), growing.logBytes() - log);
    assertNear("table", table + forecast.tableGrowthBytes(), growing.tableBytes());
    assertNear("indexes", indexes + forecast.indexGrowthBytes(), growing.indexBytes());
    assertThat(forecast.fill()).isPositive();
    assertThat(forecast.rebuild().isPresent()).as("NOT NULL").isEqualTo(server.isMySql());
  }

  /** Of MySQL's a sample is a part, too; and they take longer to be made. */
  private int rows() {
    return server.isMySql() ? 60_000 : 120_000;
  }

  /** Within a factor of two; sizes are as a whole, since a growth may be near nothing. */
  private static void assertNear(String what, long foretold, long real) {
    assertThat((double) foretold / real)
        .as("%s: foretold %d, was %d", what, foretold, real)
        .isBetween(0.5, 2.0);
  }

  private void fill(PlannedShard shard) throws Exception {
    try (var pools = new ShardPools(Shards.connections(database, "test"), 1)) {
      var fill = shard.plan().fill();
      var task =
          new FillRange(
              shard.id(),
              new RangeId(1, 1),
              1,
              KeyRange.ALL,
              shard.shard(),
              fill,
              new ChunkLimits(100, 10_000, Duration.ofSeconds(20), Duration.ofSeconds(2)),
              shard.plan().scatter());
      var clock = InstantSource.system();
      var filler =
          new RangeFiller(
              "test",
              id ->
                  Optional.of(new Pace(shard.id(), 1, Duration.ofSeconds(20), "", clock.instant())),
              clock,
              Duration.ofMinutes(5),
              Retry.DEFAULT);
      Event end =
          filler.fill(
              task,
              new JdbcRowStores(pools).open(shard.shard(), fill),
              new Nobody(),
              new Stop.Switch());
      assertThat(end).isInstanceOf(RangeFilled.class);
      assertThat((double) ((RangeFilled) end).filled())
          .isCloseTo(rows(), Percentage.withPercentage(1));
    }
  }

  /** Takes reports as if they were kept. */
  private static final class Nobody implements Reporter {
    @Override
    public void report(MigrationShard id, Event event) {}

    @Override
    public void awaitKept() {}
  }
}
