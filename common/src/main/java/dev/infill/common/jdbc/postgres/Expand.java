package dev.infill.common.jdbc.postgres;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.ArrayList;

/** Adds the columns, all at once: metadata only, so the lock is held for an instant. */
final class Expand {
  private Expand() {}

  static void addColumns(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    var fill = shard.plan().fill();
    var missing = new ArrayList<String>();
    for (FilledColumn column : fill.columns()) {
      var found = Columns.find(db, fill.table(), column.name());
      if (found.isEmpty()) {
        missing.add("ADD COLUMN %s %s".formatted(Quoting.identifier(column.name()), column.type()));
      } else if (!found.get().type().equals(column.type())) {
        throw new ShardFailure(
            FailureKind.PERMANENT,
            "infill.column-exists",
            "%s has a column %s of type %s since the plan, and %s was to be added"
                .formatted(fill.table(), column.name(), found.get().type(), column.type()));
      }
    }
    if (!missing.isEmpty()) {
      db.execute(
          "ALTER TABLE %s %s".formatted(Quoting.table(fill.table()), String.join(", ", missing)));
    }
  }
}
