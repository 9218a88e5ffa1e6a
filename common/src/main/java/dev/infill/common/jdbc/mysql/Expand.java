package dev.infill.common.jdbc.mysql;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.ArrayList;

/**
 * Adds the columns, all at once and at the end of the table, which changes nothing but the catalog;
 * where the server can't, the table is rebuilt beside its writers, if the spec allows it.
 */
final class Expand {
  private Expand() {}

  static void addColumns(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    var fill = shard.plan().fill();
    var missing = new ArrayList<String>();
    for (FilledColumn column : fill.columns()) {
      var found = Columns.find(db, fill.table(), column.name());
      if (found.isEmpty()) {
        // Without the word, a timestamp is NOT NULL on some servers.
        missing.add(
            "ADD COLUMN %s %s NULL".formatted(Quoting.identifier(column.name()), column.type()));
      } else if (!found.get().type().equals(column.type()) || found.get().generated()) {
        throw new ShardFailure(
            FailureKind.PERMANENT,
            "infill.column-exists",
            "%s has a column %s of type %s since the plan, and %s was to be added"
                .formatted(fill.table(), column.name(), found.get().type(), column.type()));
      }
    }
    if (!missing.isEmpty()) {
      add(db, shard, alter(shard) + String.join(", ", missing));
    }
  }

  /** How the statement begins that adds columns. */
  static String alter(PlannedShard shard) {
    return "ALTER TABLE %s ".formatted(Quoting.table(shard.plan().fill().table()));
  }

  private static void add(Db db, PlannedShard shard, String alter)
      throws SQLException, ShardFailure {
    try {
      db.execute(alter + ", ALGORITHM=INSTANT");
    } catch (SQLException e) {
      if (!Alter.NOT_SO.contains(e.getErrorCode())) {
        throw e;
      }
      if (!shard.spec().limits().allowRebuild()) {
        throw new ShardFailure(
            FailureKind.PERMANENT,
            "infill.rebuild-needed",
            "%s can't get a column without being rebuilt (error %d), which limits.allowRebuild does not allow"
                .formatted(shard.plan().fill().table(), e.getErrorCode()));
      }
      db.execute(alter + ", ALGORITHM=INPLACE, LOCK=NONE");
    }
  }
}
