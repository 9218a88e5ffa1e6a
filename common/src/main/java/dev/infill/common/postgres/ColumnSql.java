package dev.infill.common.postgres;

import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Sync;
import java.util.List;
import java.util.stream.Collectors;

/** The filled columns in SQL: how a row gets their values, and how it is seen that it lacks one. */
final class ColumnSql {
  private final List<FilledColumn> columns;

  ColumnSql(List<FilledColumn> columns) {
    this.columns = columns;
  }

  /** For an UPDATE's SET. */
  String assignments() {
    return columns.stream()
        .map(column -> name(column) + " = " + assigned(column))
        .collect(Collectors.joining(", "));
  }

  /**
   * Beside other columns, a row is also written for their sake, so a first value that it has
   * already must be given back to it.
   */
  private String assigned(FilledColumn column) {
    String value = column.inSql() || isText(column) ? value(column) : typed(column);
    return column.sync() == Sync.DERIVED || columns.size() == 1
        ? value
        : "CASE WHEN %1$s IS NULL THEN %2$s ELSE %1$s END".formatted(name(column), value);
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
    return column.sync() == Sync.DERIVED
        ? "%s IS DISTINCT FROM %s".formatted(name(column), typed(column))
        : "(%s IS NULL AND %s IS NOT NULL)".formatted(name(column), value(column));
  }

  /** Of all the columns' values; tells NULL from a text. */
  String hash() {
    String hash =
        "coalesce(hashtextextended(%s::text COLLATE \"C\", 0), 1)"
            .formatted(name(columns.getFirst()));
    for (FilledColumn column : columns.subList(1, columns.size())) {
      hash =
          "hashtextextended(coalesce('=' || %s::text, '') COLLATE \"C\", %s)"
              .formatted(name(column), hash);
    }
    return hash;
  }

  String name(FilledColumn column) {
    return Quoting.identifier(column.name());
  }

  private String value(FilledColumn column) {
    return column.inSql() ? "(" + Quoting.forDriver(column.value()) + ")" : computed(column);
  }

  /** What a transform computed, as a text; the statement has it under this name. */
  String computed(FilledColumn column) {
    return "infill_to" + columns.indexOf(column);
  }

  String typed(FilledColumn column) {
    return "CAST(%s AS %s)".formatted(value(column), column.type());
  }

  /** A text is assigned as it is, since a cast would cut one that is too long without a word. */
  private static boolean isText(FilledColumn column) {
    return column.type().startsWith("character") || column.type().equals("text");
  }
}
