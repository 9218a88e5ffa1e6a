package dev.infill.common.jdbc.postgres;

import dev.infill.common.dialect.Sql;
import dev.infill.common.jdbc.Binding;
import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.GuardedStatements;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the server would run the statements over rows along the key's index, and not over the
 * whole table for each chunk, in a session with the same settings as theirs.
 */
final class IndexGuard {
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
  private final Findings findings;
  private final Set<String> tables;
  private final Set<String> indexes;

  private IndexGuard(Db db, ColumnFill fill, Findings findings) throws SQLException {
    this.db = db;
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
    if (rows >= GuardedStatements.FEW_ROWS) {
      var guard = new IndexGuard(db, fill, findings);
      new GuardedStatements(db.connection(), new PostgresDialect(), fill, CHUNK, guard::refused)
          .look(() -> StandIn.of(db, fill));
    }
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
}
