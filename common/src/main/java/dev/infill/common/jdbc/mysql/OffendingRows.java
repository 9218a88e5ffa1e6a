package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Binding;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.mysql.ColumnType;
import dev.infill.common.mysql.Quoting;
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
    ColumnFill fill = shard.plan().fill();
    String key =
        fill.key().stream()
            .map(part -> ColumnType.of(part.type()).toText(Quoting.identifier(part.name())))
            .collect(Collectors.joining(", "));
    var found =
        db.scan(
            row -> new Row(row.getLong(1), Binding.key(row, 2, fill.key().size())),
            "SELECT COUNT(*) OVER (), %s FROM %s WHERE %s LIMIT 20"
                .formatted(key, Quoting.table(fill.table()), condition));
    return found.isEmpty()
        ? Offenders.NONE
        : new Offenders(found.getFirst().count(), found.stream().map(Row::key).toList());
  }
}
