package dev.infill.common.jdbc.mysql;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
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
    if (!exists(db, fill.table())) {
      // The table is gone, and took with it what was on it.
      CaptureSetup.drop(db, shard);
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
    if (!drops.isEmpty()) {
      // NOT NULL and the default go with them.
      dropColumns(db, shard, String.join(", ", drops));
    }
  }

  /**
   * Changes the catalog only; servers before 8.0.29 rebuild the table beside its writers, whether
   * the spec allows rebuilds or not: there is no other way back, and an operator asked for it.
   */
  private static void dropColumns(Db db, PlannedShard shard, String drops)
      throws SQLException, ShardFailure {
    String alter = "ALTER TABLE %s %s".formatted(Quoting.table(shard.plan().fill().table()), drops);
    try {
      db.execute(alter + ", ALGORITHM=INSTANT");
    } catch (SQLException e) {
      if (!Alter.NOT_SO.contains(e.getErrorCode())) {
        throw e;
      }
      Alter.run(db, shard, alter + ", ALGORITHM=INPLACE, LOCK=NONE");
    }
  }

  private static boolean exists(Db db, TableName table) throws SQLException {
    return db.holds(
        "SELECT true FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
        table.schema(),
        table.table());
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
      if (found.isPresent()) {
        drops.add("DROP COLUMN " + Quoting.identifier(column.name()));
      }
    }
    return drops;
  }
}
