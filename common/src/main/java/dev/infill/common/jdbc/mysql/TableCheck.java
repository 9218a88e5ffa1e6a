package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Whether the table is one whose rows can be filled and captured, and the user may. */
final class TableCheck {
  private static final String FIND =
      """
      SELECT table_type, COALESCE(engine, ''), COALESCE(table_rows, 0),
             COALESCE(data_length, 0) + COALESCE(index_length, 0)
        FROM information_schema.tables WHERE table_schema = ? AND table_name = ?
      """;

  /**
   * @param rows about how many
   * @param bytes with its indexes
   * @param touched columns that the server sets by itself when a row is written
   * @param triggered whether triggers fire for the fill's own updates
   */
  record Table(long rows, long bytes, List<String> touched, boolean triggered) {}

  private record Facts(String kind, String engine, long rows, long bytes) {}

  private final Db db;
  private final MigrationSpec spec;
  private final TableName name;
  private final Findings findings;

  private TableCheck(Db db, MigrationSpec spec, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.name = spec.table();
    this.findings = findings;
  }

  /** The table, when the rest can be asked of it. */
  static Optional<Table> look(Db db, MigrationSpec spec, Findings findings) throws SQLException {
    return new TableCheck(db, spec, findings).find();
  }

  private Optional<Table> find() throws SQLException {
    var found =
        db.first(
            row -> new Facts(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)),
            FIND,
            name.schema(),
            name.table());
    if (found.isEmpty()) {
      missing();
      return Optional.empty();
    }
    var facts = found.get();
    if (!facts.kind().equals("BASE TABLE")) {
      findings.error(
          "not-a-table", "%s is a view.".formatted(name), "Name the table that holds the rows.");
      return Optional.empty();
    }
    var columns = Columns.of(db, name);
    for (String column : spec.columnNames()) {
      if (columns.stream().anyMatch(there -> there.name().equalsIgnoreCase(column))) {
        findings.error(
            "column-exists",
            "%s has a column %s already.".formatted(name, column),
            "Choose another name, or drop the column if nobody needs it.");
      }
    }
    return Optional.of(
        new Table(
            facts.rows(),
            facts.bytes(),
            columns.stream().filter(Column::touched).map(Column::name).toList(),
            triggered()));
  }

  private boolean triggered() throws SQLException {
    return !db.texts(
            """
            SELECT trigger_name FROM information_schema.triggers
             WHERE event_object_schema = ? AND event_object_table = ?
               AND event_manipulation = 'UPDATE'
            """,
            name.schema(),
            name.table())
        .isEmpty();
  }

  private void missing() throws SQLException {
    List<String> alike =
        db.texts(
            """
            SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables
             WHERE LOWER(table_name) = LOWER(?) AND table_type = 'BASE TABLE' LIMIT 3
            """,
            name.table());
    findings.error(
        "table-missing",
        "There is no table %s, or the user may not see it.".formatted(name),
        alike.isEmpty()
            ? "Check the names of database and table."
            : "Did you mean " + String.join(" or ", alike) + "?");
  }
}
