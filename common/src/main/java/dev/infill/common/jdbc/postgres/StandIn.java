package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.StandInColumns;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/** Which columns may stand in for those that are not there yet. */
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

  /** As {@link StandInColumns#of}, of one or two columns, the key's last. */
  static Optional<ColumnFill> of(Db db, ColumnFill fill) throws SQLException {
    var keys =
        db.connection().createArrayOf("text", fill.key().stream().map(KeyColumn::name).toArray());
    var there =
        db.list(
            row -> new StandInColumns.Column(row.getString(1), row.getString(2)),
            COLUMN,
            Quoting.table(fill.table()),
            keys,
            keys);
    return StandInColumns.of(fill, there, new PostgresDialect());
  }
}
