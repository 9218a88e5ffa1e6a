package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Binding;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** Counts the rows that stand against a constraint before a server has to find them. */
final class OffendingRows {
  private record Row(long count, Key key) {}

  private OffendingRows() {}

  /**
   * @param condition of a row that offends
   */
  static Offenders where(Db db, PlannedShard shard, String condition) throws SQLException {
    return among(db, shard, Quoting.table(shard.plan().fill().table()), condition);
  }

  /**
   * @param rows what to look at: the table, or a query of it in parentheses
   */
  static Offenders among(Db db, PlannedShard shard, String rows, String condition)
      throws SQLException {
    ColumnFill fill = shard.plan().fill();
    String key =
        fill.key().stream()
            .map(part -> Quoting.identifier(part.name()) + "::text")
            .collect(Collectors.joining(", "));
    var found =
        db.scan(
            row -> new Row(row.getLong(1), Binding.key(row, 2, fill.key().size())),
            "SELECT count(*) OVER (), %s FROM %s AS %s WHERE %s LIMIT 20"
                .formatted(key, rows, Quoting.identifier(fill.table().table()), condition));
    return found.isEmpty()
        ? Offenders.NONE
        : new Offenders(found.getFirst().count(), found.stream().map(Row::key).toList());
  }
}
