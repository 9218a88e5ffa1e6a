package dev.infill.common.jdbc.mysql;

import dev.infill.common.mysql.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.IndexSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Rows that a unique index would refuse, counted before the server is asked to build it. */
final class Duplicates {
  private Duplicates() {}

  /** Rows whose values another row has too, under the columns' own collations; NULL is no value. */
  static Offenders of(Db db, PlannedShard shard, IndexSpec index) throws SQLException {
    List<String> values = index.parts().stream().map(IndexDdl::value).toList();
    String all = String.join(", ", values);
    String none =
        values.stream().map(value -> value + " IS NOT NULL").collect(Collectors.joining(" AND "));
    return OffendingRows.where(
        db,
        shard,
        "%3$s AND (%1$s) IN (SELECT %1$s FROM %2$s WHERE %3$s GROUP BY %1$s HAVING COUNT(*) > 1)"
            .formatted(all, Quoting.table(shard.plan().fill().table()), none));
  }
}
