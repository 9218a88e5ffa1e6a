package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An empty temporary table with the columns and indexes of a real one, on which the server is asked
 * what it makes of a statement. Only the session that made it sees it, and no log tells of it.
 */
final class EmptyCopy implements AutoCloseable {
  static final String NAME = "infill_copy";

  /** What a temporary table can't have, or what has no part in any trial. */
  private static final Pattern LEFT_OUT =
      Pattern.compile("\\s*(CONSTRAINT|FULLTEXT KEY|SPATIAL KEY) .*");

  private static final Pattern ROW_FORMAT =
      Pattern.compile(" ROW_FORMAT=(COMPACT|REDUNDANT|DYNAMIC)");

  private static final String COLLATION =
      """
      SELECT table_collation FROM information_schema.tables
       WHERE table_schema = ? AND table_name = ?
      """;

  private final Db db;
  private final String table;

  private EmptyCopy(Db db, String table) {
    this.db = db;
    this.table = table;
  }

  /**
   * All in one statement, since a session that only reads may make a temporary table, and then not
   * alter it.
   *
   * @param more definitions of columns, indexes and checks besides those of the table
   */
  static EmptyCopy with(Db db, TableName table, List<String> more) throws SQLException {
    String quoted = Quoting.table(new TableName(table.schema(), NAME));
    var definitions = definitions(db, table);
    definitions.addAll(more);
    db.execute("DROP TEMPORARY TABLE IF EXISTS " + quoted);
    db.execute(
        "CREATE TEMPORARY TABLE %s (%s) ENGINE=InnoDB COLLATE=%s%s"
            .formatted(
                quoted,
                String.join(",\n", definitions),
                db.text(COLLATION, table.schema(), table.table()),
                rowFormat(db, table)));
    return new EmptyCopy(db, quoted);
  }

  /** The lines between the parentheses of what the server shows. */
  private static List<String> definitions(Db db, TableName table) throws SQLException {
    String create = TableText.of(db, table);
    String inner = create.substring(create.indexOf('\n') + 1, create.lastIndexOf("\n) "));
    return inner
        .lines()
        .filter(line -> !LEFT_OUT.matcher(line).matches())
        .map(line -> line.replaceFirst(",$", ""))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String rowFormat(Db db, TableName table) throws SQLException {
    String create = TableText.of(db, table);
    var format = ROW_FORMAT.matcher(create.substring(create.lastIndexOf("\n) ")));
    return format.find() ? format.group() : "";
  }

  /** Its name, quoted. */
  String table() {
    return table;
  }

  /** It as the server shows it. */
  String text() throws SQLException {
    return TableText.of(db, table);
  }

  @Override
  public void close() throws SQLException {
    if (!db.connection().isClosed()) {
      db.execute("DROP TEMPORARY TABLE IF EXISTS " + table);
    }
  }
}
