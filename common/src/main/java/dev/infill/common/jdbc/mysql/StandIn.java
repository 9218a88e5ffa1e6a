package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import dev.infill.common.mysql.ColumnType;
import dev.infill.common.mysql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A fill of a column that is there already, in place of those that are not: so the server can plan
 * the statements before the columns are added.
 */
final class StandIn {
  private static final String INDEXED =
      """
      SELECT DISTINCT LOWER(column_name) FROM information_schema.statistics
       WHERE table_schema = ? AND table_name = ? AND column_name IS NOT NULL
      """;

  private StandIn() {}

  /**
   * Computes the same values, and would write the column as it is. Where transforms fill columns,
   * one column stands in for all of these, and another, where there is one, for those of SQL. Empty
   * when the table has no column that could be written.
   */
  static Optional<ColumnFill> of(Db db, ColumnFill fill) throws SQLException {
    var indexed = Set.copyOf(db.texts(INDEXED, fill.table().schema(), fill.table().table()));
    // A new column is in no index, and the server goes another way where an index is written.
    var there =
        Columns.of(db, fill.table()).stream()
            .filter(StandIn::writable)
            .sorted(
                Comparator.comparing(
                    column -> indexed.contains(column.name().toLowerCase(Locale.ROOT))))
            .toList();
    if (there.isEmpty()) {
      return Optional.empty();
    }
    var columns = new ArrayList<FilledColumn>();
    if (!fill.transformed().isEmpty()) {
      columns.add(transformed(fill, there.getFirst()));
    }
    if (columns.size() < there.size() && fill.columns().stream().anyMatch(FilledColumn::inSql)) {
      columns.add(inSql(fill, there.get(columns.size())));
    }
    return Optional.of(new ColumnFill(fill.table(), fill.key(), columns, List.of(), fill.kept()));
  }

  private static boolean writable(Column column) {
    if (column.generated() || column.touched()) {
      return false;
    }
    try {
      ColumnType.of(column.type()).family();
      return true;
    } catch (IllegalArgumentException e) {
      return false; // of a type whose values are not compared
    }
  }

  private static FilledColumn transformed(ColumnFill fill, Column column) {
    return new FilledColumn(
        column.name(),
        column.type(),
        "",
        Sync.DERIVED,
        Optional.of(new TransformRule("stand-in", fill.sources())));
  }

  private static FilledColumn inSql(ColumnFill fill, Column column) {
    String name = Quoting.identifier(column.name());
    String computed =
        fill.columns().stream()
            .filter(FilledColumn::inSql)
            .map(filled -> "(" + filled.value() + ") IS NULL")
            .collect(Collectors.joining(" OR "));
    String value = "CASE WHEN %s THEN %s ELSE %s END".formatted(computed, name, name);
    return new FilledColumn(column.name(), column.type(), value, Sync.DERIVED);
  }
}
