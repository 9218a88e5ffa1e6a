package dev.infill.common.jdbc.postgres;

import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.IndexSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Rows that a unique index would refuse, counted before the server is asked to build it. */
final class Duplicates {
  private Duplicates() {}

  /** Rows whose values another row has too. NULLs are the same only where the index says so. */
  static Offenders of(Db db, PlannedShard shard, IndexSpec index) throws SQLException {
    List<String> values =
        index.parts().stream().map(part -> Quoting.forDriver(IndexDdl.value(part))).toList();
    String all = String.join(", ", values);
    String where = index.where().map(text -> "(" + Quoting.forDriver(text) + ")").orElse("true");
    String table = Quoting.table(shard.plan().fill().table());
    if (index.nullsNotDistinct()) {
      // Slower, since it sorts the table; but IN never finds a NULL.
      return OffendingRows.among(
          db,
          shard,
          "(SELECT *, count(*) OVER (PARTITION BY %s) AS infill_alike FROM %s WHERE %s)"
              .formatted(all, table, where),
          "infill_alike > 1");
    }
    String none =
        values.stream().map(value -> value + " IS NOT NULL").collect(Collectors.joining(" AND "));
    return OffendingRows.where(
        db,
        shard,
        "%4$s AND (%1$s) IN (SELECT %1$s FROM %2$s WHERE %4$s AND %3$s GROUP BY %1$s HAVING count(*) > 1)"
            .formatted(all, table, none, where));
  }
}
