package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.StandInColumns;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.mysql.ColumnType;
import dev.infill.common.mysql.MySqlDialect;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which columns may stand in for those that are not there yet. */
final class StandIn {
  private static final String INDEXED =
      """
      SELECT DISTINCT LOWER(column_name) FROM information_schema.statistics
       WHERE table_schema = ? AND table_name = ? AND column_name IS NOT NULL
      """;

  private StandIn() {}

  /** As {@link StandInColumns#of}. */
  static Optional<ColumnFill> of(Db db, ColumnFill fill) throws SQLException {
    var indexed = Set.copyOf(db.texts(INDEXED, fill.table().schema(), fill.table().table()));
    // A new column is in no index, and the server goes another way where an index is written.
    var there =
        Columns.of(db, fill.table()).stream()
            .filter(StandIn::writable)
            .sorted(
                Comparator.comparing(
                    column -> indexed.contains(column.name().toLowerCase(Locale.ROOT))))
            .map(column -> new StandInColumns.Column(column.name(), column.type()))
            .toList();
    return StandInColumns.of(fill, there, new MySqlDialect());
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
}
