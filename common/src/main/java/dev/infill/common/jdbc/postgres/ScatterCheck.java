package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.postgres.ScatterRule.Facts;
import dev.infill.common.message.Scatter;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.LimitsSpec.Scattering;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalDouble;

/** Looks at what a scattered fill of a table would spare. */
final class ScatterCheck {
  /** The largest part stands for all of them in what can't be added up. */
  private static final String FACTS =
      """
      WITH parts AS (
        SELECT c.oid, c.relname, c.relnamespace, c.relpages, greatest(c.reltuples, 0) AS rows,
               coalesce((SELECT option_value::int FROM pg_options_to_table(c.reloptions)
                          WHERE option_name = 'fillfactor'), 100) AS fillfactor,
               (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid) AS indexes
          FROM pg_class c
         WHERE c.relkind = 'r'
           AND c.oid IN (SELECT ?::regclass UNION SELECT relid FROM pg_partition_tree(?::regclass))),
      largest AS (
        SELECT * FROM parts ORDER BY relpages DESC, oid LIMIT 1)
      SELECT (SELECT coalesce(sum(relpages), 0) FROM parts),
             (SELECT coalesce(sum(rows), 0) FROM parts),
             l.fillfactor,
             greatest(l.indexes - 1, 0),
             s.correlation
        FROM largest l
        JOIN pg_namespace n ON n.oid = l.relnamespace
        LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = l.relname
                            AND s.attname = ? AND NOT s.inherited
      """;

  private ScatterCheck() {}

  private static OptionalDouble correlation(ResultSet row) throws SQLException {
    double correlation = row.getDouble(5);
    return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(correlation);
  }

  static Scatter look(Db db, ColumnFill fill, Scattering asked) throws SQLException {
    String table = Quoting.table(fill.table());
    return db.first(
            row ->
                new Facts(
                    row.getLong(1),
                    row.getDouble(2),
                    row.getInt(3),
                    row.getInt(4),
                    correlation(row)),
            FACTS,
            table,
            table,
            fill.key().getFirst().name())
        .map(facts -> ScatterRule.of(asked, facts))
        .orElseGet(() -> Scatter.off("the table has no pages of its own"));
  }
}
