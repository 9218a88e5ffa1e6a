package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/** A table as {@code SHOW CREATE TABLE} writes it. */
final class TableText {
  private TableText() {}

  static String of(Db db, TableName table) throws SQLException {
    return of(db, Quoting.table(table));
  }

  static String of(Db db, String quotedTable) throws SQLException {
    return db.first(row -> row.getString(2), "SHOW CREATE TABLE " + quotedTable).orElseThrow();
  }

  /** A column's type and all that stands behind it, such as {@code int DEFAULT NULL}. */
  static Optional<String> ofColumn(String create, String column) {
    return create
        .lines()
        .map(String::strip)
        .filter(
            line ->
                line.regionMatches(
                    true,
                    0,
                    Quoting.identifier(column) + " ",
                    0,
                    Quoting.identifier(column).length() + 1))
        .map(line -> line.substring(Quoting.identifier(column).length() + 1).replaceFirst(",$", ""))
        .findFirst();
  }
}
