package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.worker.backfill.RangeFiller;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import dev.infill.worker.rows.Retry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the server spends on a scattered fill of full pages, against a plain one. */
@ParameterizedClass
@EnumSource(Server.class)
@Timeout(120)
class ScatteredFillIT extends OnServer {
  private static final MigrationShard ID = MigrationShard.parse("people/s-1");
  private static final ColumnFill FILL =
      ColumnFill.of(
          new TableName("public", "people"),
          List.of(new KeyColumn("id", "bigint")),
          "c",
          "text",
          "lower(email)",
          Sync.DERIVED);
  private static final int ROWS = 40_000;
  private static final Scatter PASSES = new Scatter(8, ROWS, "the test says so");

  /** What a fill came to. */
  private record Spent(long walBytes, double tableGrowth, long indexBytes) {}

  @BeforeEach
  void table() throws SQLException {
    database.execute(
        "DROP TABLE IF EXISTS people",
        """
        CREATE TABLE people (id bigint PRIMARY KEY, email text NOT NULL, name text NOT NULL, c text)
        WITH (autovacuum_enabled = off)
        """,
        """
        INSERT INTO people
        SELECT i, 'User' || i || '@X', repeat(md5(i::text), 4) FROM generate_series(1, %d) i
        """
            .formatted(ROWS),
        "CREATE INDEX ON people (email)",
        "CREATE INDEX ON people (name)");
  }

  @Test
  void sparesLogTableAndIndexes() throws Exception {
    Spent plain = fill(Scatter.off("the test says so"));
    table();

    Spent scattered = fill(PASSES);

    assertThat(wrong()).isZero();
    assertThat((double) scattered.walBytes()).isLessThan(0.8 * plain.walBytes());
    assertThat(plain.tableGrowth()).isGreaterThan(0.9);
    assertThat(scattered.tableGrowth()).isLessThan(0.3);
    assertThat((double) scattered.indexBytes()).isLessThan(0.3 * plain.indexBytes());
  }

  @Test
  void theServerTellsWhichUpdatesStayedInPlace() throws Exception {
    try (var pools = new ShardPools(Shards.connections(database, "test"), 1)) {
      RowStore rows = new JdbcRowStores(pools).open(Shards.address(database), FILL);

      var first = rows.fillShare(KeyRange.ALL, 0, 4, Duration.ofMillis(100));
      var second = rows.fillShare(KeyRange.ALL, 1, 4, Duration.ofMillis(100));
      var repeated = rows.fillShare(KeyRange.ALL, 1, 4, Duration.ofMillis(100));
      var rest = rows.fill(KeyRange.ALL, Duration.ofMillis(100));

      assertThat(first.filled()).isBetween(ROWS / 5L, ROWS / 3L);
      assertThat(first.inPlace()).isLessThan(first.filled() / 20);
      assertThat(second.filled()).isBetween(ROWS / 5L, ROWS / 3L);
      assertThat(second.inPlace()).isGreaterThan(second.filled() * 8 / 10);
      assertThat(repeated.filled()).isZero();
      assertThat(rest.filled()).isEqualTo(ROWS - first.filled() - second.filled());
      assertThat(wrong()).isZero();
    }
  }

  @Test
  void nothingStaysInPlaceWhileSomebodySeesTheOldVersions() throws Exception {
    try (var holder = holding("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        var statement = holder.createStatement();
        var pools = new ShardPools(Shards.connections(database, "test"), 1)) {
      statement.execute("SELECT count(*) FROM people");
      RowStore rows = new JdbcRowStores(pools).open(Shards.address(database), FILL);

      rows.fillShare(KeyRange.ALL, 0, 4, Duration.ofMillis(100));
      var second = rows.fillShare(KeyRange.ALL, 1, 4, Duration.ofMillis(100));

      assertThat(second.inPlace()).isLessThan(second.filled() / 20);
      holder.rollback();
    }
  }

  @Test
  void sessionsWaitForTheirCommitsAfterAPass() throws Exception {
    try (var pools = new ShardPools(Shards.connections(database, "test"), 1)) {
      RowStore rows = new JdbcRowStores(pools).open(Shards.address(database), FILL);
      database.execute(
          "CREATE OR REPLACE FUNCTION told() RETURNS text LANGUAGE sql STABLE AS"
              + " $$SELECT current_setting('synchronous_commit')$$");
      RowStore telling =
          new JdbcRowStores(pools)
              .open(
                  Shards.address(database),
                  ColumnFill.of(FILL.table(), FILL.key(), "c", "text", "told()", Sync.DERIVED));
      rows.fillShare(KeyRange.ALL, 0, 4, Duration.ofMillis(100));

      telling.fill(KeyRange.ALL, Duration.ofMillis(100));

      assertThat(database.value("SELECT string_agg(DISTINCT c, ',') FROM people")).isEqualTo("on");
    }
  }

  private Spent fill(Scatter scatter) throws Exception {
    // A full-page image for each page in either fill.
    database.execute("VACUUM ANALYZE people", "CHECKPOINT");
    long wal = wal();
    long table = tableBytes();
    long indexes = indexBytes();
    try (var pools = new ShardPools(Shards.connections(database, "test"), 1)) {
      var task =
          new FillRange(
              ID,
              new RangeId(1, 1),
              1,
              KeyRange.ALL,
              Shards.address(database),
              FILL,
              new ChunkLimits(100, 10_000, Duration.ofSeconds(20), Duration.ofSeconds(2)),
              scatter);
      var filler =
          new RangeFiller(
              "test",
              id ->
                  Optional.of(
                      new Pace(
                          ID, 1, Duration.ofSeconds(20), "", InstantSource.system().instant())),
              InstantSource.system(),
              Duration.ofMinutes(5),
              Retry.DEFAULT);
      Event end =
          filler.fill(
              task,
              new JdbcRowStores(pools).open(Shards.address(database), FILL),
              new Nobody(),
              new Stop.Switch());
      assertThat(end).isInstanceOf(RangeFilled.class);
      assertThat(((RangeFilled) end).filled()).isEqualTo(ROWS);
    }
    return new Spent(wal() - wal, (double) tableBytes() / table - 1, indexBytes() - indexes);
  }

  private long wrong() throws SQLException {
    return database.number("SELECT count(*) FROM people WHERE c IS DISTINCT FROM lower(email)");
  }

  private long wal() throws SQLException {
    return database.number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
  }

  private long tableBytes() throws SQLException {
    return database.number("SELECT pg_table_size('people')");
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
