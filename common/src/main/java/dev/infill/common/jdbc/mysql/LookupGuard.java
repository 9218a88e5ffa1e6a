package dev.infill.common.jdbc.mysql;

import dev.infill.common.dialect.Sql;
import dev.infill.common.jdbc.Binding;
import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.MySqlDialect;
import dev.infill.common.mysql.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether an index leads from a row to what its value looks up, and from what changed there back to
 * the rows. Without, each row would read a whole table. The server only plans.
 */
final class LookupGuard {
  /** A smaller table is read as fast as its index. */
  private static final long FEW_BYTES = 1L << 20;

  /** As few rows as these are looked through for each row, whatever table they are of. */
  private static final long FEW_ROWS = 100;

  private static final Set<String> WHOLE = Set.of("ALL", "index");

  private static final String BYTES =
      """
      SELECT COALESCE(data_length, 0) FROM information_schema.tables
       WHERE table_schema = ? AND table_name = ?
      """;

  private final Db db;
  private final ColumnFill fill;
  private final Findings findings;

  private LookupGuard(Db db, ColumnFill fill, Findings findings) {
    this.db = db;
    this.fill = fill;
    this.findings = findings;
  }

  static void look(Db db, ColumnFill fill, Findings findings) throws SQLException {
    var guard = new LookupGuard(db, fill, findings);
    boolean large = false;
    for (Lookup lookup : fill.lookups()) {
      guard.dependents(lookup);
      large |= guard.bytes(lookup.table()) >= FEW_BYTES;
    }
    if (large) {
      guard.lookedUp();
    }
  }

  private ColumnFill looking(ColumnFill standIn) {
    return new ColumnFill(
        standIn.table(), standIn.key(), standIn.columns(), fill.lookups(), standIn.kept());
  }

  private record Step(String select, String table, String type, long rows) {}

  private void dependents(Lookup lookup) throws SQLException {
    var standIn = StandIn.of(db, fill);
    if (standIn.isEmpty() || bytes(fill.table()) < FEW_BYTES) {
      return;
    }
    var sql =
        new MySqlDialect().rows(looking(standIn.get())).dependents(lookup, false).orElseThrow();
    // It is only planned, so any text will do.
    var any = new Key(lookup.columns().stream().map(column -> "1").toList());
    var explain = new Sql("EXPLAIN FORMAT=TRADITIONAL " + sql.text(), sql.params(), 0);
    try (var statement = Binding.of(List.of(any)).limit(1).run(db.connection(), explain);
        var row = statement.getResultSet()) {
      while (row.next()) {
        if (fill.table().table().equalsIgnoreCase(row.getString("table"))
            && WHOLE.contains(row.getString("type"))) {
          findings.error(
              "lookup-no-index",
              "Each change in %s would do a scan (%s) of %s to find the rows that depend on it."
                  .formatted(lookup.table(), row.getString("type"), fill.table().table()),
              "CREATE INDEX on %s, over its columns in: %s"
                  .formatted(Quoting.table(fill.table()), lookup.via()));
          return;
        }
      }
    }
  }

  /**
   * What is the same for all rows is read once for all; the plan calls by its alias what it reads.
   */
  private void lookedUp() throws SQLException {
    for (FilledColumn column : fill.columns().stream().filter(FilledColumn::inSql).toList()) {
      var scanned =
          db
              .list(
                  row ->
                      new Step(
                          row.getString("select_type"),
                          Optional.ofNullable(row.getString("table")).orElse(""),
                          Optional.ofNullable(row.getString("type")).orElse(""),
                          row.getLong("rows")),
                  "EXPLAIN FORMAT=TRADITIONAL SELECT (%s) FROM %s"
                      .formatted(column.value(), Quoting.table(fill.table())))
              .stream()
              .filter(step -> step.select().startsWith("DEPENDENT"))
              .filter(step -> WHOLE.contains(step.type()) && step.rows() > FEW_ROWS)
              .findFirst();
      if (scanned.isPresent()) {
        findings.error(
            "lookup-no-index",
            "To compute %s each row would do a scan (%s) of %s, about %d rows."
                .formatted(
                    column.name(),
                    scanned.get().type(),
                    scanned.get().table(),
                    scanned.get().rows()),
            "CREATE INDEX there, over the columns that the value compares.");
      }
    }
  }

  private long bytes(TableName table) throws SQLException {
    return db.first(row -> row.getLong(1), BYTES, table.schema(), table.table()).orElse(0L);
  }
}
