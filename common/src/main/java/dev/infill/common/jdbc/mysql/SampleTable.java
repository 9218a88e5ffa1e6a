package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * An empty temporary table that is like another one as it will be with its new columns. Only the
 * session that made it sees it, and no log tells of it.
 */
public final class SampleTable implements AutoCloseable {
  private final EmptyCopy copy;
  private final TableName name;
  private final List<Columns.Column> there;

  private SampleTable(EmptyCopy copy, TableName name, List<Columns.Column> there) {
    this.copy = copy;
    this.name = name;
    this.there = List.copyOf(there);
  }

  /**
   * Makes it.
   *
   * @param added columns that the table does not have yet
   * @throws SQLException also when the user may make no temporary tables
   */
  public static SampleTable of(Connection connection, TableName table, List<FilledColumn> added)
      throws SQLException {
    var db = new Db(connection);
    var more =
        added.stream()
            .map(column -> Quoting.identifier(column.name()) + " " + column.type() + " NULL")
            .toList();
    var copy = EmptyCopy.with(db, table, more);
    return new SampleTable(
        copy, new TableName(table.schema(), EmptyCopy.NAME), Columns.of(db, table));
  }

  /** Whether a table could have such a column, which is tried on an empty copy of it. */
  public static boolean takes(Connection connection, TableName table, String definition)
      throws SQLException {
    try {
      EmptyCopy.with(new Db(connection), table, List.of(definition)).close();
      return true;
    } catch (SQLException e) {
      if (connection.isClosed() || Privileges.lacking(e)) {
        throw e;
      }
      return false; // the server's answer to what was asked
    }
  }

  public TableName name() {
    return name;
  }

  /**
   * A column that the other table has.
   *
   * @param type as {@code SHOW CREATE TABLE} writes it
   * @param generated whether the server computes it
   */
  public record SampleColumn(String name, String type, boolean generated) {}

  /** Those that the other table has, in its order. */
  public List<SampleColumn> columns() {
    return there.stream()
        .map(column -> new SampleColumn(column.name(), column.type(), column.generated()))
        .toList();
  }

  @Override
  public void close() throws SQLException {
    copy.close();
  }
}
