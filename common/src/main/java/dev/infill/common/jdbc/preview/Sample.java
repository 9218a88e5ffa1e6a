package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.postgres.Db;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.plan.SampleFacts;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A copy of some thousand rows with the table's indexes, which is filled and thrown away.
 *
 * <p>It is a temporary table: nobody else sees it, no live row is locked or made dead, nothing of
 * it goes to the log, to replicas or to subscribers, and it goes with the session.
 */
final class Sample {
  private static final int MOST_ROWS = 40_000;
  private static final long MOST_BYTES = 32L << 20;

  /** Indexes that were built at once are fuller than those that grew with the sample. */
  private static final double FULLER = 0.9;

  private static final String COLUMNS =
      """
      SELECT attname FROM pg_attribute
       WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
       ORDER BY attnum
      """;

  private final Db db;
  private final PlannedShard shard;
  private final Live live;
  private final TableName name;
  private final String table;

  private Sample(Db db, PlannedShard shard, Live live) {
    this.db = db;
    this.shard = shard;
    this.live = live;
    // Under the table's own name, since a value may name its columns with it.
    this.name = new TableName("pg_temp", shard.plan().fill().table().table());
    this.table = Quoting.table(name);
  }

  /**
   * Copies rows and fills them. Empty when the table has none.
   *
   * @param db a session of its own, which is closed afterwards
   * @param planned the statements of the plan, of which those that make indexes are run
   */
  static Optional<SampleFacts> take(
      Db db, PlannedShard shard, Live live, List<PlannedStatement> planned) throws SQLException {
    var sample = new Sample(db, shard, live);
    return sample.copy() ? Optional.of(sample.measure(planned)) : Optional.empty();
  }

  private boolean copy() throws SQLException {
    String from = Quoting.table(shard.plan().fill().table());
    db.execute(
        """
        CREATE TEMPORARY TABLE %s (
          LIKE %s INCLUDING GENERATED INCLUDING INDEXES INCLUDING STORAGE INCLUDING COMPRESSION)
          WITH (fillfactor = %d)
        """
            .formatted(table, from, live.facts().fillFactor()));
    String columns = Quoting.list(db.texts(COLUMNS, from));
    long rows = live.facts().rows();
    double width = (double) live.allBytes() / Math.max(1, rows);
    long most = Math.max(100, Math.min(MOST_ROWS, (long) (MOST_BYTES / Math.max(1, width))));
    double percent = Math.min(100, 120.0 * most / Math.max(1, rows));
    // Whole pages, so that the copy's are as full.
    db.execute(
        "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s TABLESAMPLE SYSTEM (%s) LIMIT %d"
            .formatted(table, columns, columns, from, percent, most));
    return rows() > 0;
  }

  private SampleFacts measure(List<PlannedStatement> planned) throws SQLException {
    long rows = rows();
    double times = (double) live.facts().rows() / rows;
    if (live.facts().indexBytes() < FULLER * indexBytes() * times) {
      db.execute("REINDEX TABLE " + table);
    }
    var fill = shard.plan().fill();
    for (FilledColumn column : fill.columns()) {
      db.execute(
          "ALTER TABLE %s ADD COLUMN %s %s"
              .formatted(table, Quoting.identifier(column.name()), column.type()));
    }
    places();
    db.execute("ANALYZE " + table);
    long heap = heapBytes();
    long index = indexBytes();
    long start = System.nanoTime();
    new SampleFill(
            new PostgresDialect(),
            db.connection(),
            new ColumnFill(name, fill.key(), fill.columns(), fill.lookups(), fill.kept()),
            shard.plan().scatter())
        .run();
    var took = Duration.ofNanos(System.nanoTime() - start);
    long inPlace = inPlace();
    long filledHeap = heapBytes();
    long filledIndex = indexBytes();
    long indexes =
        number("SELECT count(*) FROM pg_index WHERE indrelid = %s::regclass".formatted(literal()));
    return new SampleFacts(
        rows,
        inPlace,
        took,
        heap,
        filledHeap,
        index,
        filledIndex,
        (int) indexes,
        newIndexes(planned));
  }

  private void places() throws SQLException {
    db.execute(
        "CREATE TEMPORARY TABLE infill_places AS SELECT %s, ctid::text AS infill_place FROM %s"
            .formatted(keys(""), table));
  }

  /** On its page, a row's new version touches no index. */
  private long inPlace() throws SQLException {
    String page = "split_part(%s, ',', 1)";
    return number(
        "SELECT count(*) FROM %s AS s JOIN infill_places USING (%s) WHERE %s = %s"
            .formatted(
                table, keys(""), page.formatted("s.ctid::text"), page.formatted("infill_place")));
  }

  /** By the statements that will make them; on a copy nobody has to be waited for. */
  private long newIndexes(List<PlannedStatement> planned) throws SQLException {
    long before = indexBytes();
    String on = " ON " + Quoting.table(shard.plan().fill().table()) + " ";
    for (PlannedStatement statement : planned) {
      String sql = statement.sql().replace(" ON ONLY ", " ON ");
      if (sql.matches("(?s)CREATE (UNIQUE )?INDEX .*") && sql.contains(on)) {
        db.execute(sql.replaceFirst(" CONCURRENTLY ", " ").replace(on, " ON " + table + " "));
      }
    }
    return indexBytes() - before;
  }

  private long rows() throws SQLException {
    return number("SELECT count(*) FROM " + table);
  }

  private long heapBytes() throws SQLException {
    return number("SELECT pg_relation_size(%s::regclass)".formatted(literal()));
  }

  private long indexBytes() throws SQLException {
    return number("SELECT pg_indexes_size(%s::regclass)".formatted(literal()));
  }

  private String literal() {
    return Quoting.literal(table);
  }

  private String keys(String prefix) {
    return shard.plan().fill().key().stream()
        .map(KeyColumn::name)
        .map(column -> prefix + Quoting.identifier(column))
        .collect(Collectors.joining(", "));
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(db.text(query));
  }
}
