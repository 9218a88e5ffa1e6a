package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the catalog says of columns. */
final class Columns {
  private static final String OF_TABLE =
      """
      SELECT column_name, column_type, character_set_name, collation_name, is_nullable, extra
        FROM information_schema.columns
       WHERE table_schema = ? AND table_name = ?
       ORDER BY ordinal_position
      """;

  private static final String CHARACTER_SET =
      "SELECT character_set_name FROM information_schema.collations WHERE collation_name = ?";

  private static final Pattern WIDTH =
      Pattern.compile("^((?:tiny|small|medium|big)?int)\\(\\d+\\)");

  private Columns() {}

  /**
   * @param name as the catalog spells it
   * @param type as {@code SHOW CREATE TABLE} writes it; a text with its character set and collation
   * @param generated whether the server computes it
   * @param touched whether the server sets it by itself when the row is written
   */
  record Column(String name, String type, boolean nullable, boolean generated, boolean touched) {}

  static List<Column> of(Db db, TableName table) throws SQLException {
    return db.list(Columns::column, OF_TABLE, table.schema(), table.table());
  }

  /** The server takes a column's name in any case. */
  static Optional<Column> find(Db db, TableName table, String name) throws SQLException {
    return of(db, table).stream()
        .filter(column -> column.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /** Of a temporary table, which the catalog does not hold. */
  static List<Column> ofTemporary(Db db, String quotedTable) throws SQLException {
    var columns =
        db.list(
            row ->
                new String[] {
                  row.getString("Field"),
                  row.getString("Type"),
                  row.getString("Collation"),
                  row.getString("Null"),
                  row.getString("Extra")
                },
            "SHOW FULL COLUMNS FROM " + quotedTable);
    var found = new ArrayList<Column>();
    for (String[] column : columns) {
      String characterSet = column[2] == null ? null : db.text(CHARACTER_SET, column[2]);
      found.add(column(column[0], column[1], characterSet, column[2], column[3], column[4]));
    }
    return found;
  }

  private static Column column(ResultSet row) throws SQLException {
    return column(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6));
  }

  private static Column column(
      String name,
      String type,
      @Nullable String characterSet,
      @Nullable String collation,
      String nullable,
      String extra) {
    String known = extra.toLowerCase(Locale.ROOT);
    // Old servers tell how wide an integer is shown, which newer ones do no more.
    String plain = type.contains("zerofill") ? type : WIDTH.matcher(type).replaceFirst("$1");
    return new Column(
        name,
        collation == null
            ? plain
            : "%s CHARACTER SET %s COLLATE %s".formatted(plain, characterSet, collation),
        nullable.equals("YES"),
        known.contains("virtual generated") || known.contains("stored generated"),
        known.contains("on update"));
  }
}
