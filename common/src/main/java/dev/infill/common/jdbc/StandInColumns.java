package dev.infill.common.jdbc;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A fill of columns that are there already, in place of those that are not: so a server can plan
 * the statements before the columns are added.
 */
public final class StandInColumns {
  private StandInColumns() {}

  /** A column that could be written. */
  public record Column(String name, String type) {}

  /**
   * Computes the same values, and would write the columns as they are. Where transforms fill
   * columns, one column stands in for all of these, and another, where there is one, for those of
   * SQL. Looks into no other table.
   *
   * @param there columns that could be written, the best first
   * @return empty when there is none
   */
  public static Optional<ColumnFill> of(ColumnFill fill, List<Column> there, Dialect dialect) {
    if (there.isEmpty()) {
      return Optional.empty();
    }
    var columns = new ArrayList<FilledColumn>();
    if (!fill.transformed().isEmpty()) {
      columns.add(transformed(fill, there.getFirst()));
    }
    if (columns.size() < there.size() && fill.columns().stream().anyMatch(FilledColumn::inSql)) {
      columns.add(inSql(fill, there.get(columns.size()), dialect));
    }
    return Optional.of(new ColumnFill(fill.table(), fill.key(), columns, List.of(), fill.kept()));
  }

  private static FilledColumn transformed(ColumnFill fill, Column column) {
    return new FilledColumn(
        column.name(),
        column.type(),
        "",
        Sync.DERIVED,
        Optional.of(new TransformRule("stand-in", fill.sources())));
  }

  private static FilledColumn inSql(ColumnFill fill, Column column, Dialect dialect) {
    String name = dialect.quote(column.name());
    String computed =
        fill.columns().stream()
            .filter(FilledColumn::inSql)
            .map(filled -> "(" + filled.value() + ") IS NULL")
            .collect(Collectors.joining(" OR "));
    String value = "CASE WHEN %s THEN %s ELSE %s END".formatted(computed, name, name);
    return new FilledColumn(column.name(), column.type(), value, Sync.DERIVED);
  }
}
