package dev.infill.common.jdbc.schema;

import dev.infill.common.message.FailureKind;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;

/** Adds the column: metadata only, so the lock is held for an instant. */
final class Expand {
  private Expand() {}

  static void addColumn(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    var fill = shard.plan().fill();
    var found = Columns.find(db, fill.table(), fill.column());
    if (found.isEmpty()) {
      db.execute(
          "ALTER TABLE %s ADD COLUMN %s %s"
              .formatted(
                  Quoting.table(fill.table()), Quoting.identifier(fill.column()), fill.type()));
    } else if (!found.get().type().equals(fill.type())) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.column-exists",
          "%s has a column %s of type %s since the plan, and %s was to be added"
              .formatted(fill.table(), fill.column(), found.get().type(), fill.type()));
    }
  }
}
