package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Whether the table is one whose rows can be filled and captured. */
final class TableCheck {
  private static final String FIND =
      """
      SELECT table_type, COALESCE(engine, ''), COALESCE(row_format, ''),
             COALESCE(create_options, '') LIKE '%partitioned%', COALESCE(table_rows, 0),
             COALESCE(data_length, 0) + COALESCE(index_length, 0)
        FROM information_schema.tables WHERE table_schema = ? AND table_name = ?
      """;

  private static final String UPDATE_TRIGGERS =
      """
      SELECT trigger_name FROM information_schema.triggers
       WHERE event_object_schema = ? AND event_object_table = ?
         AND event_manipulation = 'UPDATE'
       ORDER BY action_timing DESC, action_order
      """;

  private static final String FULL_TEXT =
      """
      SELECT DISTINCT index_name FROM information_schema.statistics
       WHERE table_schema = ? AND table_name = ? AND index_type = 'FULLTEXT'
      """;

  /** In how many shapes the rows of the table, or of a partition of it, lie there. */
  private static final String ROW_VERSIONS =
      """
      SELECT COALESCE(MAX(total_row_versions), 0) FROM information_schema.innodb_tables
       WHERE LOWER(name) = LOWER(?) OR LOWER(LEFT(name, CHAR_LENGTH(?) + 3)) = LOWER(CONCAT(?, '#p#'))
      """;

  /** Less the one that a trial needs beside. */
  private static final int MOST_COLUMNS = 1_016;

  private static final int MOST_ROW_VERSIONS = 64;

  /**
   * @param rows about how many
   * @param bytes with its indexes
   * @param columns in their order
   * @param triggered whether triggers fire for the fill's own updates
   */
  record Table(long rows, long bytes, List<Column> columns, boolean triggered) {
    /** Those that the server sets by itself when a row is written. */
    List<String> touched() {
      return columns.stream().filter(Column::touched).map(Column::name).toList();
    }
  }

  private record Facts(
      String kind, String engine, String rowFormat, boolean partitioned, long rows, long bytes) {}

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
            row ->
                new Facts(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getLong(5),
                    row.getLong(6)),
            FIND,
            name.schema(),
            name.table());
    if (found.isEmpty()) {
      missing();
      return Optional.empty();
    }
    var facts = found.get();
    if (!isTable(facts)) {
      return Optional.empty();
    }
    var columns = Columns.of(db, name);
    if (!hasRoom(columns)) {
      return Optional.empty();
    }
    if (facts.partitioned()) {
      findings.note(
          "partitioned",
          "%s is partitioned; its rows are filled and its changes captured as those of one table."
              .formatted(name),
          "Don't exchange its partitions meanwhile: the log does not tell their rows, and all is checked again.");
    }
    shape(facts);
    return Optional.of(new Table(facts.rows(), facts.bytes(), columns, triggers()));
  }

  private boolean isTable(Facts facts) {
    if (!facts.kind().equals("BASE TABLE")) {
      findings.error(
          "not-a-table",
          "%s is %s.".formatted(name, facts.kind().equals("VIEW") ? "a view" : "a system view"),
          "Name the table that holds the rows.");
      return false;
    }
    if (!facts.engine().equals("InnoDB")) {
      findings.error(
          "table-engine",
          "%s is kept by the engine %s, which locks whole tables or has no transactions."
              .formatted(name, facts.engine()),
          "ALTER TABLE %s ENGINE = InnoDB".formatted(Quoting.table(name)));
      return false;
    }
    return true;
  }

  private boolean hasRoom(List<Column> there) {
    for (String column : spec.columnNames()) {
      if (there.stream().anyMatch(known -> known.name().equalsIgnoreCase(column))) {
        findings.error(
            "column-exists",
            "%s has a column %s already.".formatted(name, column),
            "Choose another name, or drop the column if nobody needs it.");
      }
    }
    boolean room = there.size() + spec.columns().size() <= MOST_COLUMNS;
    if (!room) {
      findings.error(
          "too-many-columns",
          "%s has no room for a column: it has %d, and there can be %d."
              .formatted(name, there.size(), MOST_COLUMNS),
          "Put the column into a table of its own.");
    }
    return room;
  }

  /** Whether a column can be added at once. */
  private void shape(Facts facts) throws SQLException {
    var fullText = db.texts(FULL_TEXT, name.schema(), name.table());
    if (!fullText.isEmpty()) {
      findings.error(
          "column-needs-rebuild",
          "%s has a full-text index (%s), so the server adds a column only by a copy, which locks writers out."
              .formatted(name, String.join(", ", fullText)),
          "Drop the index before, and build it again after.");
    } else if (facts.rowFormat().equals("Compressed")) {
      rebuild("its rows are compressed");
    } else if (rowVersions() >= MOST_ROW_VERSIONS) {
      rebuild(
          "its columns were changed %d times since it was last rebuilt"
              .formatted(MOST_ROW_VERSIONS));
    }
  }

  private void rebuild(String why) {
    String sentence =
        "The server can't add a column to %s without rebuilding it, since %s".formatted(name, why);
    if (spec.limits().allowRebuild()) {
      findings.warning(
          "column-rebuilds",
          sentence + ". Its replicas rebuild it when the server is done, and fall behind as long.",
          "Rebuild it at a quiet time (ALTER TABLE %s FORCE), and start then."
              .formatted(Quoting.table(name)));
    } else {
      findings.error(
          "column-needs-rebuild",
          sentence + ".",
          "Set limits.allowRebuild: true, so that it is rebuilt beside its writers.");
    }
  }

  private long rowVersions() throws SQLException {
    if (!db.version().atLeast(8, 0, 29)) {
      return 0; // columns are only ever added at the end, as often as one likes
    }
    String file = BinlogGround.file(name.schema()) + "/" + BinlogGround.file(name.table());
    try {
      return Long.parseLong(db.text(ROW_VERSIONS, file, file, file));
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) {
        throw e;
      }
      return 0; // the step itself is refused then
    }
  }

  private boolean triggers() throws SQLException {
    var names = db.texts(UPDATE_TRIGGERS, name.schema(), name.table());
    if (!names.isEmpty()) {
      findings.warning(
          "update-triggers",
          "Triggers fire for each row that is filled: %s.".formatted(String.join(", ", names)),
          "See that they bear it.");
    }
    return !names.isEmpty();
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
