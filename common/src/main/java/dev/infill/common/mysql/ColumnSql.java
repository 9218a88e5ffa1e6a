package dev.infill.common.mysql;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Sync;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The filled columns in SQL: how a row gets their values, and how it is seen that it lacks one. */
final class ColumnSql {
  private final List<FilledColumn> columns;
  private final List<String> kept;

  ColumnSql(ColumnFill fill) {
    this.columns = fill.columns();
    this.kept = fill.kept().stream().map(Quoting::identifier).toList();
  }

  /** For an UPDATE's SET, each column with its table's name before it. */
  String assignments(String table) {
    return Stream.concat(
            columns.stream().map(column -> table + "." + name(column) + " = " + assigned(column)),
            kept.stream().map(name -> table + "." + name + " = " + table + "." + name))
        .collect(Collectors.joining(", "));
  }

  /**
   * Beside other columns, a row is also written for their sake, so a first value that it has
   * already must be given back to it.
   */
  private String assigned(FilledColumn column) {
    String value = column.inSql() ? value(column) : typed(column);
    return column.sync() == Sync.DERIVED || columns.size() == 1
        ? value
        : "CASE WHEN %1$s IS NULL THEN %2$s ELSE %1$s END".formatted(name(column), value);
  }

  /** A text is assigned as it is, and refused where it does not fit. */
  private String typed(FilledColumn column) {
    var type = ColumnType.of(column.type());
    return switch (type.family()) {
      case TEXT, PADDED_TEXT, ENUM, BINARY, PADDED_BINARY, JSON -> value(column);
      case INTEGER, DECIMAL, DOUBLE, DATE, TIME, DATETIME -> type.comparedAsStored(value(column));
    };
  }

  /** True for a row of which at least one column is not as it should be, and never NULL. */
  String differs() {
    return columns.size() == 1
        ? differs(columns.getFirst())
        : columns.stream().map(this::differs).collect(Collectors.joining(" OR ", "(", ")"));
  }

  /** The same of the columns that SQL fills alone. */
  String differsInSql() {
    return columns.stream()
        .filter(FilledColumn::inSql)
        .map(this::differs)
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining(" OR "), all -> all.isEmpty() ? "false" : "(" + all + ")"));
  }

  private String differs(FilledColumn column) {
    var type = ColumnType.of(column.type());
    return column.sync() == Sync.DERIVED
        ? "NOT (%s <=> %s)"
            .formatted(type.compared(name(column)), type.comparedAsStored(value(column)))
        : "(%s IS NULL AND %s IS NOT NULL)".formatted(name(column), value(column));
  }

  /**
   * Of a row's key and all the columns' values: a JSON array tells texts apart, and NULL from them.
   */
  String hash(KeySql key) {
    return "CAST(CONV(LEFT(SHA2(JSON_ARRAY(%s, %s), 256), 16), 16, 10) AS UNSIGNED)"
        .formatted(
            key.texts(key::name),
            columns.stream().map(this::text).collect(Collectors.joining(", ")));
  }

  /** What a column holds, as a text. */
  String text(FilledColumn column) {
    return ColumnType.of(column.type()).toText(name(column));
  }

  /** What a transform computed, as a text; the statement has it under this name. */
  String computed(FilledColumn column) {
    return "infill_to" + columns.indexOf(column);
  }

  private static String name(FilledColumn column) {
    return Quoting.identifier(column.name());
  }

  private String value(FilledColumn column) {
    return column.inSql() ? "(" + column.value() + ")" : computed(column);
  }
}
