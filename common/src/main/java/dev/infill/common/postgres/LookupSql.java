package dev.infill.common.postgres;

import dev.infill.common.dialect.Param;
import dev.infill.common.dialect.Sql;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Lookup;
import java.util.ArrayList;
import java.util.List;

/** How a change in a table that values look into is followed to the rows that depend on it. */
final class LookupSql {
  private final KeySql key;
  private final String table;
  private final String tableAlone;
  private final String differs;

  LookupSql(ColumnFill fill) {
    this.key = new KeySql(fill.key());
    this.table = Quoting.table(fill.table());
    this.tableAlone = Quoting.identifier(fill.table().table());
    this.differs = new ColumnSql(fill.columns()).differs();
  }

  /**
   * The condition is asked of the table and of nothing but the columns that it names of the other,
   * under that one's name. Whether a row differs is looked at apart from it, by its key, where no
   * other table's names can be meant.
   */
  Sql dependents(Lookup lookup, boolean further) {
    var asked = new KeySql(lookup.columns());
    String sql =
        """
        SELECT %1$s
          FROM (SELECT DISTINCT %2$s
                  FROM %3$s,
                       (SELECT %4$s FROM unnest(%5$s) AS infill_asked (%6$s)) AS %7$s
                 WHERE (%8$s)) AS infill_found
         CROSS JOIN LATERAL (
           SELECT 1 FROM %3$s WHERE %9$s AND %10$s LIMIT 1) AS infill_differing
        %11$s ORDER BY %12$s LIMIT ?
        """
            .formatted(
                key.each(i -> "infill_k" + i + "::text"),
                key.each(i -> tableAlone + "." + key.name(i) + " AS infill_k" + i),
                table,
                asked.each(i -> "infill_a%d::%s AS %s".formatted(i, asked.type(i), asked.name(i))),
                asked.each(i -> "?::text[]"),
                asked.each(i -> "infill_a" + i),
                Quoting.identifier(lookup.table().table()),
                Quoting.forDriver(lookup.via()),
                key.all(i -> key.name(i) + " = infill_k" + i),
                differs,
                further ? " WHERE " + key.behind(i -> "infill_k" + i) + "\n" : "",
                key.each(i -> "infill_k" + i));
    var params = new ArrayList<Param>();
    params.add(Param.KEYS);
    if (further) {
      params.add(Param.AFTER);
    }
    params.add(Param.LIMIT);
    return new Sql(sql, params, 0);
  }

  /** Those that hold the lock with which {@link Beginning} begins. */
  Sql writing() {
    return new Sql(
        """
        SELECT virtualtransaction FROM pg_locks
         WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = %d
           AND objid = %s::regclass::oid
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """
            .formatted(Beginning.WRITERS, Quoting.literal(table)),
        List.of(),
        0);
  }
}
