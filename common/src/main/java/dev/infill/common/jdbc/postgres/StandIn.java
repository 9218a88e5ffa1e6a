package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A fill of a column that is there already, in place of those that are not: so the server can plan
 * the statements before the columns are added.
 */
final class StandIn {
  /** Types that have an equality; a key's columns have one anyhow. */
  private static final String COLUMN =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod)
        FROM pg_attribute a
       WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped
         AND a.attgenerated = '' AND a.attidentity <> 'a'
         AND (a.attname = ANY (?::text[])
              OR a.atttypid::regtype::text = ANY (ARRAY[
                   'smallint', 'integer', 'bigint', 'numeric', 'text', 'character varying',
                   'boolean', 'date', 'timestamp without time zone', 'timestamp with time zone']))
       ORDER BY a.attname = ANY (?::text[]), a.attnum
       LIMIT 2
      """;

  private StandIn() {}

  private record Column(String name, String type) {}

  /**
   * Computes the same values, and would write the column as it is. Where transforms fill columns,
   * one column stands in for all of these, and another, where there is one, for those of SQL. Empty
   * when the table has no column that could be written.
   */
  static Optional<ColumnFill> of(Db db, ColumnFill fill) throws SQLException {
    var keys =
        db.connection().createArrayOf("text", fill.key().stream().map(KeyColumn::name).toArray());
    List<Column> there =
        db.list(
            row -> new Column(row.getString(1), row.getString(2)),
            COLUMN,
            Quoting.table(fill.table()),
            keys,
            keys);
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
    return Optional.of(new ColumnFill(fill.table(), fill.key(), columns));
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
