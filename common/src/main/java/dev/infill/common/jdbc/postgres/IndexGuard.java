package dev.infill.common.jdbc.postgres;

import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.Sql;
import dev.infill.common.dialect.TransformStatements;
import dev.infill.common.jdbc.Binding;
import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server would run the statements over rows along the key's index, and not over the
 * whole table for each chunk.
 *
 * <p>They are the statements that will run, built by the same dialect, in a session with the same
 * settings. The columns that they fill are not there yet, so another one stands in for them. The
 * server only plans them; it runs none but the one that finds two keys, after that was seen to use
 * the index.
 */
final class IndexGuard {
  /** Below this any plan is as good as another. */
  private static final long FEW_ROWS = 10_000;

  private static final int CHUNK = 1_000;

  /** The table, and its partitions where it has some. */
  private static final String FAMILY =
      """
      SELECT c.oid, c.relname
        FROM (SELECT ?::regclass AS root) AS t
        JOIN pg_class c
          ON c.oid = t.root OR c.oid IN (SELECT relid FROM pg_partition_tree(t.root))
      """;

  /** Any index that begins with the key's columns leads to the rows of a range. */
  private static final String INDEXES =
      """
      SELECT x.relname
        FROM (%s) AS family
        JOIN pg_index i ON i.indrelid = family.oid
        JOIN pg_class x ON x.oid = i.indexrelid
       WHERE ARRAY(SELECT a.attname::text
                     FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, n)
                     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                    WHERE k.n <= ? AND k.n <= i.indnkeyatts
                    ORDER BY k.n) = ?::text[]
      """
          .formatted(FAMILY);

  private final Db db;
  private final ColumnFill fill;
  private final Findings findings;
  private final Set<String> tables;
  private final Set<String> indexes;

  private IndexGuard(Db db, ColumnFill fill, Findings findings) throws SQLException {
    this.db = db;
    this.fill = fill;
    this.findings = findings;
    String table = Quoting.table(fill.table());
    var key = fill.key().stream().map(KeyColumn::name).toList();
    this.tables = Set.copyOf(db.list(row -> row.getString(2), FAMILY, table));
    this.indexes =
        Set.copyOf(
            db.texts(
                INDEXES, table, key.size(), db.connection().createArrayOf("text", key.toArray())));
  }

  /**
   * @param db a session of the kind that reads rows
   * @param rows how many the table has, about
   */
  static void look(Db db, ColumnFill fill, long rows, Findings findings) throws SQLException {
    if (rows >= FEW_ROWS) {
      new IndexGuard(db, fill, findings).look();
    }
  }

  private void look() throws SQLException {
    var statements = new PostgresDialect().rows(fill);
    var all = KeyRange.ALL;
    var first = statements.rangeEnd(all);
    // Without a bound it walks the index from its beginning, and stops.
    if (refused("finds the end of a range", first, Binding.of(all).limit(CHUNK), false)) {
      return;
    }
    var after = key(first, all, 1);
    if (after.isEmpty()) {
      return; // the statistics are of rows that are gone
    }
    var rest = all.rest(after.get());
    var upTo = key(statements.rangeEnd(rest), rest, CHUNK);
    var range = new KeyRange(after, Optional.of(upTo.orElse(after.get())));
    refused(
        "finds the end of a chunk",
        statements.chunkEnd(range),
        Binding.of(range).limit(CHUNK),
        true);
    var standIn = StandIn.of(db, fill);
    if (standIn.isPresent()) {
      overRows(standIn.get(), range);
    }
  }

  private void overRows(ColumnFill standIn, KeyRange range) throws SQLException {
    var dialect = new PostgresDialect();
    if (standIn.transformed().isEmpty()) {
      overRows(dialect.rows(standIn), range);
    } else {
      overRows(dialect.transformed(standIn).orElseThrow(), standIn, range);
    }
  }

  /** A chunk is read, computed, and written by its keys, whether it is filled or repaired. */
  private void overRows(TransformStatements statements, ColumnFill standIn, KeyRange range)
      throws SQLException {
    refused("reads a range for the transforms", statements.read(range), Binding.of(range), true);
    var keys = List.of(range.after().orElseThrow(), range.upTo().orElseThrow());
    refused("reads captured changes", statements.readRows(), Binding.of(keys), true);
    int texts = standIn.sources().size() + standIn.transformed().size();
    var none = Collections.nCopies(texts, Collections.<@Nullable String>nCopies(keys.size(), null));
    var computed = Binding.of(keys).texts(none);
    refused("writes what they computed", statements.write(false, false), computed, true);
    refused("writes around locked rows", statements.write(true, false), computed, true);
  }

  private void overRows(RowStatements statements, KeyRange range) throws SQLException {
    var chunk = Binding.of(range).limit(CHUNK);
    refused("fills a chunk", statements.fill(range, false), chunk, true);
    refused("fills around locked rows", statements.fillUnlocked(range, false), chunk, true);
    refused("checks a range", statements.check(range), chunk, true);
    var single = Binding.of(List.of(range.after().orElseThrow(), range.upTo().orElseThrow()));
    refused("writes captured changes", statements.write(false), single, true);
  }

  private boolean refused(String what, Sql sql, Binding binding, boolean bounded)
      throws SQLException {
    var one = sql.counting();
    var explain = new Sql("EXPLAIN (FORMAT JSON) " + one.text(), one.params(), 0);
    var besides = new TreeSet<String>();
    try (var statement = binding.run(db.connection(), explain);
        var result = statement.getResultSet()) {
      result.next();
      besides.addAll(PlanTree.besides(result.getString(1), tables, indexes, bounded));
    }
    if (!besides.isEmpty()) {
      findings.error(
          "no-index-plan",
          "The statement that %s would do %s, and not go along the key's index."
              .formatted(what, String.join(" and ", besides)),
          "Run ANALYZE on the table, and see that neither the role nor the database sets"
              + " enable_indexscan or enable_bitmapscan to off, or random_page_cost very high.");
    }
    return !besides.isEmpty();
  }

  private Optional<Key> key(Sql sql, KeyRange range, int rows) throws SQLException {
    try (var statement = Binding.of(range).limit(rows).run(db.connection(), sql);
        var result = statement.getResultSet()) {
      return result.next()
          ? Optional.of(Binding.key(result, 1, fill.key().size()))
          : Optional.empty();
    }
  }
}
