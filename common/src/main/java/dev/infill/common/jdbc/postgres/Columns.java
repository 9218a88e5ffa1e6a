package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/** What the catalog says of a column. */
final class Columns {
  private static final String FIND =
      """
      SELECT format_type(a.atttypid, a.atttypmod), a.attnotnull
        FROM pg_attribute a
       WHERE a.attrelid = ?::regclass AND a.attname = ? AND a.attnum > 0 AND NOT a.attisdropped
      """;

  private Columns() {}

  /**
   * @param type as the server formats it
   */
  record Column(String type, boolean notNull) {}

  static Optional<Column> find(Db db, TableName table, String name) throws SQLException {
    return db.first(
        row -> new Column(row.getString(1), row.getBoolean(2)), FIND, Quoting.table(table), name);
  }
}
