package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * An empty temporary table with the columns of a real one, and nothing else of it, in which the
 * server is asked what becomes of types and values. Only the session that made it sees it, and no
 * log tells of it.
 */
final class Trial implements AutoCloseable {
  private static final String COLLATION =
      """
      SELECT table_collation FROM information_schema.tables
       WHERE table_schema = ? AND table_name = ?
      """;

  private final Db db;
  private final TableName like;
  private final String table;

  private Trial(Db db, TableName like, String table) {
    this.db = db;
    this.like = like;
    this.table = table;
  }

  /**
   * A table with columns that may all be NULL.
   *
   * @param like gives the database, and the collation of texts that name none
   * @param columns those of the table, whose values others may follow from
   * @throws SQLException also when there can't be such columns
   */
  static Trial of(Db db, TableName like, List<Column> columns) throws SQLException {
    String table = Quoting.table(new TableName(like.schema(), "infill_trial"));
    String collation = db.text(COLLATION, like.schema(), like.table());
    var definitions = new ArrayList<String>();
    // Some servers want a key of each table.
    definitions.add("infill_id int PRIMARY KEY");
    for (Column column : columns) {
      definitions.add(Quoting.identifier(column.name()) + " " + column.type() + " NULL");
    }
    db.execute("DROP TEMPORARY TABLE IF EXISTS " + table);
    db.execute(
        "CREATE TEMPORARY TABLE %s (%s) ENGINE=InnoDB COLLATE=%s"
            .formatted(table, String.join(", ", definitions), collation));
    return new Trial(db, like, table);
  }

  /** Its name, quoted. */
  String table() {
    return table;
  }

  /**
   * Adds a column.
   *
   * @param definition its quoted name, its type, and what else it has
   * @return as the server understood it
   * @throws SQLException when the server won't have it
   */
  Column add(String definition) throws SQLException {
    db.execute("ALTER TABLE %s ADD COLUMN %s".formatted(table, definition));
    return Columns.ofTemporary(db, table).getLast();
  }

  void dropIfThere(String column) throws SQLException {
    if (Columns.ofTemporary(db, table).getLast().name().equals(column)) {
      db.execute("ALTER TABLE %s DROP COLUMN %s".formatted(table, Quoting.identifier(column)));
    }
  }

  /**
   * Has a column take a value that follows from no row.
   *
   * @throws SQLException when it does not
   */
  void take(String column, String expression) throws SQLException {
    db.execute(
        "INSERT INTO %s SET infill_id = 1, %s = %s"
            .formatted(table, Quoting.identifier(column), expression));
    db.execute("DELETE FROM " + table);
  }

  /** It, for a query's FROM, under another's name, which must be of the same database. */
  String as(TableName other) {
    return table + " AS " + Quoting.identifier(other.table());
  }

  /**
   * Of which type an expression is, by what column the server would keep it in.
   *
   * @param expression in parentheses
   */
  Column typeOf(String expression) throws SQLException {
    return typeOfIn(expression, table);
  }

  /** The same of one that may name the table by another's name, of the same database. */
  Column typeOf(String expression, TableName other) throws SQLException {
    return typeOfIn(expression, as(other));
  }

  private Column typeOfIn(String expression, String from) throws SQLException {
    String other = Quoting.table(new TableName(like.schema(), "infill_typed"));
    db.execute("DROP TEMPORARY TABLE IF EXISTS " + other);
    db.execute(
        "CREATE TEMPORARY TABLE %s (infill_id int PRIMARY KEY) ENGINE=InnoDB AS SELECT 1 AS infill_id, %s AS infill_value FROM %s WHERE 1 = 0"
            .formatted(other, expression, from));
    try {
      return Columns.ofTemporary(db, other).getLast();
    } finally {
      if (!db.connection().isClosed()) {
        db.execute("DROP TEMPORARY TABLE IF EXISTS " + other);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    if (!db.connection().isClosed()) {
      db.execute("DROP TEMPORARY TABLE IF EXISTS " + table);
    }
  }
}
