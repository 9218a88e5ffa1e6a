package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.ColumnType;
import dev.infill.common.mysql.KeyCharsets;
import dev.infill.common.mysql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key by which the table is walked: the primary key, also the one that the server made by
 * itself and hides, else a unique key without NULLs.
 */
final class KeyFinder {
  private KeyFinder() {}

  /**
   * @param index its index
   * @param logged whether the server's log names a row by it, also where it keeps only what is
   *     needed of the row as it was
   */
  record FoundKey(String index, boolean logged, List<KeyColumn> columns) {}

  /**
   * A part of a unique index.
   *
   * @param column empty for an expression
   * @param descending whether the index begins with the greatest
   */
  private record Part(
      String index, Optional<String> column, boolean descending, boolean whole, boolean visible) {}

  static Optional<FoundKey> find(Db db, TableName table, Findings findings) throws SQLException {
    var columns =
        Columns.of(db, table).stream().collect(Collectors.toMap(Column::name, column -> column));
    var found = new ArrayList<FoundKey>();
    var unfit = new ArrayList<String>();
    boolean logged = true;
    for (var index : indexes(db, table).values()) {
      if (!unique(index, columns)) {
        continue;
      }
      var parts = index.stream().map(part -> columns.get(part.column().orElseThrow())).toList();
      var wrong = unfit(index, parts);
      if (wrong.isEmpty()) {
        found.add(
            new FoundKey(
                index.getFirst().index(),
                logged,
                parts.stream().map(part -> new KeyColumn(part.name(), part.type())).toList()));
      }
      unfit.addAll(wrong);
      logged = false; // the server takes the first for what names a row
    }
    if (found.isEmpty()) {
      refuse(table, unfit, findings);
    }
    return found.stream().findFirst();
  }

  /** Whether a unique index holds just these columns, in this order. */
  static boolean holds(Db db, TableName table, List<String> key) throws SQLException {
    var columns =
        Columns.of(db, table).stream().collect(Collectors.toMap(Column::name, column -> column));
    return indexes(db, table).values().stream()
        .filter(index -> unique(index, columns))
        .anyMatch(
            index -> index.stream().map(part -> part.column().orElseThrow()).toList().equals(key));
  }

  /** The columns by which the server's log names a row, also where it keeps only what it needs. */
  static List<String> logged(Db db, TableName table) throws SQLException {
    var columns =
        Columns.of(db, table).stream().collect(Collectors.toMap(Column::name, column -> column));
    return indexes(db, table).values().stream()
        .filter(index -> unique(index, columns))
        .findFirst()
        .map(index -> index.stream().map(part -> part.column().orElseThrow()).toList())
        .orElse(List.of());
  }

  /** The server tells the primary key first, and unique keys without NULLs next. */
  private static Map<String, List<Part>> indexes(Db db, TableName table) throws SQLException {
    var parts =
        db.list(
            row ->
                row.getBoolean("Non_unique")
                    ? Optional.<Part>empty()
                    : Optional.of(
                        new Part(
                            row.getString("Key_name"),
                            Optional.ofNullable(row.getString("Column_name")),
                            "D".equals(row.getString("Collation")),
                            row.getString("Sub_part") == null,
                            row.getString("Visible").equals("YES"))),
            "SHOW INDEX FROM " + Quoting.table(table));
    var indexes = new LinkedHashMap<String, List<Part>>();
    for (var part : parts) {
      part.ifPresent(
          known -> indexes.computeIfAbsent(known.index(), index -> new ArrayList<>()).add(known));
    }
    return indexes;
  }

  /** Whether it names one row. */
  private static boolean unique(List<Part> index, Map<String, Column> columns) {
    return index.stream()
        .allMatch(part -> part.whole() && part.column().isPresent() && notNull(columns, part));
  }

  private static boolean notNull(Map<String, Column> columns, Part part) {
    @Nullable Column column = columns.get(part.column().orElseThrow());
    return column != null && !column.nullable();
  }

  /** Why the rows can't be walked along it. */
  private static List<String> unfit(List<Part> index, List<Column> columns) {
    String name = index.getFirst().index();
    var why = new ArrayList<String>();
    if (!index.getFirst().visible()) {
      why.add("the index %s is invisible".formatted(name));
    }
    if (index.stream().anyMatch(part -> part.descending() != index.getFirst().descending())) {
      why.add("the index %s goes up in one column and down in another".formatted(name));
    }
    for (Column column : columns) {
      try {
        ColumnType.of(column.type()).fromText("?");
      } catch (IllegalArgumentException e) {
        why.add("%s of %s is of type %s".formatted(column.name(), name, column.type()));
      }
      if (!KeyCharsets.reads(column.type())) {
        why.add(
            "%s of %s is in a character set that is not read from the log: %s"
                .formatted(column.name(), name, column.type()));
      }
    }
    return why;
  }

  private static void refuse(TableName table, List<String> unfit, Findings findings) {
    if (unfit.isEmpty()) {
      findings.error(
          "no-key",
          "%s has no key to walk it by: no primary key, and no unique index over columns that are NOT NULL."
              .formatted(table),
          "Add a primary key, or a unique index over whole columns that are NOT NULL.");
      return;
    }
    findings.error(
        "key-type",
        "No key of %s can be carried from the log to a statement: %s."
            .formatted(table, String.join("; ", unfit)),
        "Add a unique index over NOT NULL columns of other types, such as a bigint.");
  }
}
