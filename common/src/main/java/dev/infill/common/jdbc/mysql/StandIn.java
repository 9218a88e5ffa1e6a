package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.mysql.ColumnType;
import dev.infill.common.mysql.Quoting;
import java.sql.SQLException;
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
   * Computes the same values, and would write the column as it is. Empty when the table has no
   * column that could be written.
   */
  static Optional<ColumnFill> of(Db db, ColumnFill fill) throws SQLException {
    var indexed = Set.copyOf(db.texts(INDEXED, fill.table().schema(), fill.table().table()));
    // A new column is in no index, and the server goes another way where an index is written.
    return Columns.of(db, fill.table()).stream()
        .filter(StandIn::writable)
        .min(
            Comparator.comparing(
                column -> indexed.contains(column.name().toLowerCase(Locale.ROOT))))
        .map(column -> of(fill, column));
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

  private static ColumnFill of(ColumnFill fill, Column column) {
    String name = Quoting.identifier(column.name());
    String computed =
        fill.columns().stream()
            .map(filled -> "(" + filled.value() + ") IS NULL")
            .collect(Collectors.joining(" OR "));
    String value = "CASE WHEN %s THEN %s ELSE %s END".formatted(computed, name, name);
    return new ColumnFill(
        fill.table(),
        fill.key(),
        List.of(new FilledColumn(column.name(), column.type(), value, Sync.DERIVED)),
        List.of(),
        fill.kept());
  }
}
