package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the server says of indexes. */
final class IndexLook {
  private IndexLook() {}

  /**
   * An index without its name.
   *
   * @param method in lower case, as in {@code btree}
   * @param visible whether queries may use it
   * @param parts what it holds, in order
   */
  record Found(boolean unique, String method, boolean visible, List<Part> parts) {
    /** The columns that it begins with, in lower case; one of an expression is empty. */
    List<String> columns() {
      return parts.stream().map(Part::column).toList();
    }
  }

  /**
   * @param column in lower case; empty for an expression
   * @param prefix how many characters of it are held; 0 for all
   */
  record Part(String column, long prefix, boolean descending) {}

  private record Line(String name, boolean unique, String method, boolean visible, Part part) {}

  /** Of the table, by the name in any case. */
  static Optional<Found> find(Db db, TableName table, String name) throws SQLException {
    return find(db, Quoting.table(table), name);
  }

  private static Optional<Found> find(Db db, String quotedTable, String name) throws SQLException {
    return list(db, "SHOW INDEX FROM " + quotedTable + " WHERE Key_name = ?", name).stream()
        .findFirst();
  }

  /** All of the table. */
  static List<Found> all(Db db, TableName table) throws SQLException {
    return list(db, "SHOW INDEX FROM " + Quoting.table(table));
  }

  private static List<Found> list(Db db, String show, Object... params) throws SQLException {
    var found = new ArrayList<Found>();
    String name = "";
    var parts = new ArrayList<Part>();
    Line before = null;
    for (Line line : db.list(IndexLook::line, show, params)) {
      if (before != null && !line.name().equals(name)) {
        found.add(
            new Found(before.unique(), before.method(), before.visible(), List.copyOf(parts)));
        parts.clear();
      }
      parts.add(line.part());
      name = line.name();
      before = line;
    }
    if (before != null) {
      found.add(new Found(before.unique(), before.method(), before.visible(), List.copyOf(parts)));
    }
    return found;
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        row.getString("Key_name"),
        row.getInt("Non_unique") == 0,
        row.getString("Index_type").toLowerCase(Locale.ROOT),
        "YES".equals(row.getString("Visible")),
        new Part(
            lower(row.getString("Column_name")),
            row.getLong("Sub_part"),
            "D".equals(row.getString("Collation"))));
  }

  private static String lower(@Nullable String column) {
    return column == null ? "" : column.toLowerCase(Locale.ROOT);
  }

  /** Whether the index of the spec's name is the spec's. */
  static boolean fits(Db db, TableName table, IndexSpec index, Found found) throws SQLException {
    if (!IndexDdl.onExpressions(index)) {
      return found.equals(
          new Found(
              index.unique(),
              IndexSpec.BTREE,
              true,
              index.parts().stream().map(IndexLook::part).toList()));
    }
    // What the server makes of an expression, it tells. The copy may have the index already.
    var tried = index.named("infill_index");
    try (var copy = EmptyCopy.with(db, table, List.of(IndexDdl.definition(tried)))) {
      return shown(TableText.of(db, table), index.name()).equals(shown(copy.text(), tried.name()));
    }
  }

  /** The index as {@code SHOW CREATE TABLE} writes it, without its name. */
  private static String shown(String create, String name) {
    String quoted = Quoting.identifier(name).toLowerCase(Locale.ROOT);
    return create
        .lines()
        .map(line -> line.strip().replaceFirst(",$", ""))
        .filter(
            line -> line.toLowerCase(Locale.ROOT).matches("(unique )?key \\Q" + quoted + "\\E .*"))
        .map(
            line ->
                line.substring(0, line.indexOf('`'))
                    + line.substring(line.indexOf('`') + quoted.length()))
        .findFirst()
        .orElse("");
  }

  private static Part part(IndexPart part) {
    return new Part(lower(part.column().orElseThrow()), 0, part.descending());
  }
}
