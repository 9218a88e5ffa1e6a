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
    return column.sync() == Sync.DERIVED || columns.size() == 1
        ? value(column)
        : "CASE WHEN %1$s IS NULL THEN %2$s ELSE %1$s END".formatted(name(column), value(column));
  }

  /** True for a row of which at least one column is not as it should be, and never NULL. */
  String differs() {
    return columns.size() == 1
        ? differs(columns.getFirst())
        : columns.stream().map(this::differs).collect(Collectors.joining(" OR ", "(", ")"));
  }

  private String differs(FilledColumn column) {
    var type = ColumnType.of(column.type());
    return column.sync() == Sync.DERIVED
        ? "NOT (%s <=> %s)"
            .formatted(type.compared(name(column)), type.comparedAsStored(value(column)))
        : "(%s IS NULL AND %s IS NOT NULL)".formatted(name(column), value(column));
  }

  /** All the columns' values as texts. */
  String texts() {
    return columns.stream()
        .map(column -> ColumnType.of(column.type()).toText(name(column)))
        .collect(Collectors.joining(", "));
  }

  private static String name(FilledColumn column) {
    return Quoting.identifier(column.name());
  }

  private static String value(FilledColumn column) {
    return "(" + column.value() + ")";
  }
}
