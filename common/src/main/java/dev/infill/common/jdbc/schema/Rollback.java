package dev.infill.common.jdbc.schema;

import dev.infill.common.message.FailureKind;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.IndexSpec;
import java.sql.SQLException;

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
    var column = Columns.find(db, fill.table(), fill.column());
    if (column.isPresent() && !column.get().type().equals(fill.type())) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.column-differs",
          "the column %s of %s is of type %s and not of %s, so it is not the migration's; drop it by hand"
              .formatted(fill.column(), fill.table(), column.get().type(), fill.type()));
    }
    var references = shard.spec().constraints().references();
    if (references.isPresent()) {
      ForeignKey.drop(db, shard, references.get());
    }
    if (shard.spec().constraints().check().isPresent()) {
      CheckConstraint.drop(db, shard);
    }
    CaptureSetup.drop(db, shard);
    for (IndexSpec index : shard.spec().indexes().reversed()) {
      Indexes.dropOurs(db, shard, index);
    }
    LockWaits.many(db, shard);
    if (column.isPresent()) {
      // NOT NULL, the default and the check that leads to NOT NULL go with it.
      db.execute(
          "ALTER TABLE %s DROP COLUMN %s"
              .formatted(Quoting.table(fill.table()), Quoting.identifier(fill.column())));
    }
    Origins.drop(db);
  }
}
