package dev.infill.common.jdbc.postgres;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.IndexSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Takes back all that a migration added, from whatever state it is in. */
final class Rollback {
  private Rollback() {}

  /** What binds the application goes first: it is freed at once, however long the rest takes. */
  static void all(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    var fill = shard.plan().fill();
    if (!db.holds("SELECT to_regclass(?) IS NOT NULL", Quoting.table(fill.table()))) {
      // The table is gone, and took with it what was on it.
      CaptureSetup.drop(db, shard);
      Origins.drop(db);
      return;
    }
    Bridge.remove(db, shard);
    var drops = drops(db, fill);
    for (ColumnSpec column : shard.spec().columns()) {
      var references = column.constraints().references();
      if (references.isPresent()) {
        ForeignKey.drop(db, shard, references.get());
      }
      if (column.constraints().check().isPresent()) {
        CheckConstraint.drop(db, shard, column);
      }
    }
    CaptureSetup.drop(db, shard);
    for (IndexSpec index : shard.spec().indexes().reversed()) {
      Indexes.dropOurs(db, shard, index);
    }
    LockWaits.many(db, shard);
    if (!drops.isEmpty()) {
      // NOT NULL, the default and the check that leads to NOT NULL go with them.
      db.execute(
          "ALTER TABLE %s %s".formatted(Quoting.table(fill.table()), String.join(", ", drops)));
    }
    Origins.drop(db);
  }

  /** Of those columns that are there. */
  private static List<String> drops(Db db, ColumnFill fill) throws SQLException, ShardFailure {
    var drops = new ArrayList<String>();
    for (FilledColumn column : fill.columns()) {
      var found = Columns.find(db, fill.table(), column.name());
      if (found.isPresent() && !found.get().type().equals(column.type())) {
        throw new ShardFailure(
            FailureKind.PERMANENT,
            "infill.column-differs",
            "the column %s of %s is of type %s and not of %s, so it is not the migration's; drop it by hand"
                .formatted(column.name(), fill.table(), found.get().type(), column.type()));
      }
      found.ifPresent(there -> drops.add("DROP COLUMN " + Quoting.identifier(column.name())));
    }
    return drops;
  }
}
