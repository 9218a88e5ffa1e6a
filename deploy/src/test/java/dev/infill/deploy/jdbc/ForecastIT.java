package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.jdbc.preview.PostgresShardPlanner;
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
import java.sql.SQLException;
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
@EnumSource(Server.class)
@Timeout(180)
class ForecastIT extends OnSteps {
  private static final int ROWS = 120_000;

  @ParameterizedTest
  @CsvSource({"md5, 100", "series, 100", "series, 50"})
  void aForecastComesNearTheFill(String key, int fillFactor) throws Exception {
    database.execute(
        "DROP TABLE people",
        """
        CREATE TABLE people (id text PRIMARY KEY, email text NOT NULL, name text NOT NULL)
        WITH (autovacuum_enabled = off, fillfactor = %d)
        """
            .formatted(fillFactor),
        """
        INSERT INTO people
        SELECT %s, 'User' || i || '@X', repeat(md5(i::text), 4) FROM generate_series(1, %d) i
        """
            .formatted(key.equals("md5") ? "md5(i::text)" : "lpad(i::text, 9, '0')", ROWS),
        "CREATE INDEX ON people (email)",
        "CREATE INDEX ON people (name)",
        "VACUUM ANALYZE people");
    var shard = planned(SpecMaker.people());
    String before = definition();
    long walBefore = wal();

    Forecast forecast =
        new PostgresShardPlanner(Shards.connections(database, "test"))
            .plan(shard.spec(), shard.shard())
            .forecast()
            .orElseThrow();

    assertThat(definition()).isEqualTo(before);
    assertThat(wal() - walBefore).as("log that the plan wrote").isLessThan(2_000_000);
    long table = tableBytes();
    long indexes = indexBytes();
    store.addColumn(shard);
    database.execute("CHECKPOINT");
    long wal = wal();
    fill(shard);

    assertNear("log", forecast.walBytes(), wal() - wal);
    assertNear("table", table + forecast.tableGrowthBytes(), tableBytes());
    assertNear("indexes", indexes + forecast.indexGrowthBytes(), indexBytes());
    assertThat(forecast.fill()).isPositive();
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
          .isCloseTo(ROWS, Percentage.withPercentage(1));
    }
  }

  private long wal() throws SQLException {
    return database.number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
  }

  private long tableBytes() throws SQLException {
    return database.number("SELECT pg_relation_size('people')");
  }

  private long indexBytes() throws SQLException {
    return database.number("SELECT pg_indexes_size('people')");
  }

  /** Takes reports as if they were kept. */
  private static final class Nobody implements Reporter {
    @Override
    public void report(MigrationShard id, Event event) {}

    @Override
    public void awaitKept() {}
  }
}
