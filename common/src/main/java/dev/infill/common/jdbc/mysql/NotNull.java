package dev.infill.common.jdbc.mysql;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Definition;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * NOT NULL, for which the server rebuilds the table beside its writers. A rebuild that finds a NULL
 * is taken back.
 */
final class NotNull {
  /** A NULL was found, or written meanwhile. */
  private static final Set<Integer> VIOLATED = Set.of(1048, 1138, 1263, 1265);

  private NotNull() {}

  /** As the server shows it, or will show it. */
  private static Optional<String> definition(Db db, PlannedShard shard, String column)
      throws SQLException {
    TableName table = shard.plan().fill().table();
    if (!db.recorded(Expand.alter(shard) + "ADD COLUMN ")) {
      return TableText.ofColumn(TableText.of(db, table), column);
    }
    try (var copy = EmptyCopy.with(db, table, List.of(Constraints.definition(shard, column)))) {
      return TableText.ofColumn(copy.text(), column);
    }
  }

  static Offenders add(Db db, PlannedShard shard, String column) throws SQLException, ShardFailure {
    TableName table = shard.plan().fill().table();
    String definition =
        definition(db, shard, column)
            .orElseThrow(
                () ->
                    new ShardFailure(
                        FailureKind.PERMANENT,
                        "infill.column-missing",
                        "%s has no column %s any more".formatted(table, column)));
    var nullable = new Definition(definition);
    if (nullable.isNotNull()) {
      return Offenders.NONE;
    }
    String offends = Quoting.identifier(column) + " IS NULL";
    var offenders = OffendingRows.where(db, shard, offends);
    if (offenders.count() > 0) {
      return offenders;
    }
    Alter.onlyIfAllowed(shard, "NOT NULL on " + column);
    try {
      Alter.run(db, shard, ConstraintDdl.notNull(table, column, nullable.withoutNull()));
      return Offenders.NONE;
    } catch (SQLException e) {
      if (!VIOLATED.contains(e.getErrorCode())) {
        throw e;
      }
      // Written since they were counted.
      var came = OffendingRows.where(db, shard, offends);
      if (came.count() == 0) {
        throw e;
      }
      return came;
    }
  }
}
