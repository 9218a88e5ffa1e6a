package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
import java.sql.SQLException;
import java.util.List;

/**
 * An empty temporary table, in which the server is asked what becomes of types and values before
 * anything is done to a real one. Only the session that made it sees it, and no log tells of it.
 */
final class Trial implements AutoCloseable {
  private static final String COLLATION =
      """
      SELECT table_collation FROM information_schema.tables
       WHERE table_schema = ? AND table_name = ?
      """;

  private final Db db;
  private final String table;

  private Trial(Db db, String table) {
    this.db = db;
    this.table = table;
  }

  /**
   * A table of one column more than its key.
   *
   * @param like gives the database, and the collation of texts that name none
   * @param definition of the column: its quoted name, its type, and what else it has
   * @throws SQLException also when there can't be such a column
   */
  static Trial of(Db db, TableName like, String definition) throws SQLException {
    String table = Quoting.table(new TableName(like.schema(), "infill_trial"));
    String collation = db.text(COLLATION, like.schema(), like.table());
    // The session that looks may write nothing else.
    db.execute("SET SESSION transaction_read_only = OFF");
    try {
      db.execute("DROP TEMPORARY TABLE IF EXISTS " + table);
      // Some servers want a key of each table.
      db.execute(
          "CREATE TEMPORARY TABLE %s (infill_id int PRIMARY KEY, %s) COLLATE %s"
              .formatted(table, definition, collation));
    } finally {
      if (!db.connection().isClosed()) {
        db.execute("SET SESSION transaction_read_only = ON");
      }
    }
    return new Trial(db, table);
  }

  /** Its name, quoted. */
  String table() {
    return table;
  }

  /** The column, as the server understood it. */
  Columns.Column column() throws SQLException {
    List<Columns.Column> columns = Columns.ofTemporary(db, table);
    return columns.getLast();
  }

  @Override
  public void close() throws SQLException {
    if (!db.connection().isClosed()) {
      db.execute("SET SESSION transaction_read_only = OFF");
      db.execute("DROP TEMPORARY TABLE IF EXISTS " + table);
      db.execute("SET SESSION transaction_read_only = ON");
    }
  }
}
