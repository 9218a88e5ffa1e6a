package dev.infill.common.jdbc.postgres;

import dev.infill.common.dialect.Sql;
import dev.infill.common.jdbc.Binding;
import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Whether an index leads from a row to what its value looks up, and from what changed there back to
 * the rows. Without, each row would read a whole table. The server only plans.
 */
final class LookupGuard {
  /** A smaller table is read as fast as its index. */
  private static final long FEW_BYTES = 1L << 20;

  private static final String FAMILY =
      """
      SELECT c.oid, c.relname, sum(pg_relation_size(c.oid)) OVER () AS bytes
        FROM (SELECT ?::regclass AS root) AS t
        JOIN pg_class c
          ON c.oid = t.root OR c.oid IN (SELECT relid FROM pg_partition_tree(t.root))
      """;

  private static final String INDEXES =
      """
      SELECT x.relname
        FROM (%s) AS family
        JOIN pg_index i ON i.indrelid = family.oid
        JOIN pg_class x ON x.oid = i.indexrelid
      """
          .formatted(FAMILY);

  private final Db db;
  private final ColumnFill fill;
  private final Findings findings;

  private LookupGuard(Db db, ColumnFill fill, Findings findings) {
    this.db = db;
    this.fill = fill;
    this.findings = findings;
  }

  /**
   * @param db a session of the kind that reads rows
   */
  static void look(Db db, ColumnFill fill, Findings findings) throws SQLException {
    var guard = new LookupGuard(db, fill, findings);
    for (Lookup lookup : fill.lookups()) {
      guard.dependents(lookup);
      guard.lookedUp(lookup);
    }
  }

  private void dependents(Lookup lookup) throws SQLException {
    var standIn = StandIn.of(db, fill);
    if (standIn.isEmpty() || bytes(fill.table()) < FEW_BYTES) {
      return;
    }
    var sql = new PostgresDialect().rows(standIn.get()).dependents(lookup, false).orElseThrow();
    // It is only planned, so any text will do.
    var any = new Key(lookup.columns().stream().map(column -> "").toList());
    var nobody = Binding.of(List.of(any)).limit(1);
    String explained;
    var explain = new Sql("EXPLAIN (FORMAT JSON) " + sql.text(), sql.params(), 0);
    try (var statement = nobody.run(db.connection(), explain);
        var result = statement.getResultSet()) {
      result.next();
      explained = result.getString(1);
    }
    var besides = besides(fill.table(), explained);
    if (!besides.isEmpty()) {
      findings.error(
          "lookup-no-index",
          "Each change in %s would do %s to find the rows that depend on it."
              .formatted(lookup.table(), String.join(" and ", besides)),
          "CREATE INDEX CONCURRENTLY on %s, over its columns in: %s"
              .formatted(Quoting.table(fill.table()), lookup.via()));
    }
  }

  private void lookedUp(Lookup lookup) throws SQLException {
    if (bytes(lookup.table()) < FEW_BYTES) {
      return;
    }
    for (FilledColumn column : fill.columns().stream().filter(FilledColumn::inSql).toList()) {
      String explained =
          String.join(
              "\n",
              db.texts(
                  "EXPLAIN (FORMAT JSON) SELECT (%s) FROM %s"
                      .formatted(Quoting.forDriver(column.value()), Quoting.table(fill.table()))));
      var besides = besides(lookup.table(), explained);
      if (!besides.isEmpty()) {
        findings.error(
            "lookup-no-index",
            "To compute %s each row would do %s."
                .formatted(column.name(), String.join(" and ", besides)),
            "CREATE INDEX CONCURRENTLY on %s, over the columns that the value compares."
                .formatted(Quoting.table(lookup.table())));
      }
    }
  }

  private List<String> besides(TableName table, String explained) throws SQLException {
    String name = Quoting.table(table);
    var tables = Set.copyOf(db.list(row -> row.getString(2), FAMILY, name));
    var indexes = Set.copyOf(db.texts(INDEXES, name));
    return PlanTree.besides(explained, tables, indexes, true);
  }

  private long bytes(TableName table) throws SQLException {
    return db.first(row -> row.getLong(3), FAMILY, Quoting.table(table)).orElse(0L);
  }
}
