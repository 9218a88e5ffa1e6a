package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.Optional;

/** CHECK: bound for new rows first, validated beside the application after. */
final class CheckConstraint {
  private static final String VIOLATED = "23514";
  private static final int MOST_BYTES = 63;

  private CheckConstraint() {}

  static Offenders add(Db db, PlannedShard shard, ColumnSpec column) throws SQLException {
    TableName table = shard.plan().fill().table();
    String name = name(shard.spec(), column);
    String check = column.constraints().check().orElseThrow();
    var validated = validated(db, table, name);
    if (validated.orElse(false)) {
      return Offenders.NONE;
    }
    String offends = "NOT (" + Quoting.forDriver(check) + ")";
    var offenders = OffendingRows.where(db, shard, offends);
    if (offenders.count() > 0) {
      drop(db, shard, column);
      return offenders;
    }
    if (validated.isEmpty()) {
      LockWaits.many(db, shard);
      db.execute(ConstraintDdl.addCheck(table, name, check));
    }
    try {
      validate(db, shard, name);
      return Offenders.NONE;
    } catch (SQLException e) {
      if (!VIOLATED.equals(e.getSQLState())) {
        throw e;
      }
      // Written between the count and the constraint. Left there, it would fail their next update.
      drop(db, shard, column);
      return OffendingRows.where(db, shard, offends);
    }
  }

  /**
   * One partition after the other, each in a transaction of its own; the whole then finds its
   * partitions valid, and reads nothing.
   */
  static void validate(Db db, PlannedShard shard, String name) throws SQLException {
    TableName root = shard.plan().fill().table();
    LockWaits.one(db, shard);
    for (TableName leaf : Partitions.leaves(db, root)) {
      if (!leaf.equals(root) && !validated(db, leaf, name).orElse(false)) {
        db.execute(ConstraintDdl.validate(leaf, name));
      }
    }
    db.execute(ConstraintDdl.validate(root, name));
  }

  /** Drops it, where it is there. */
  static void drop(Db db, PlannedShard shard, ColumnSpec column) throws SQLException {
    drop(db, shard, name(shard.spec(), column));
  }

  static void drop(Db db, PlannedShard shard, String name) throws SQLException {
    TableName table = shard.plan().fill().table();
    if (validated(db, table, name).isPresent()) {
      LockWaits.many(db, shard);
      db.execute(ConstraintDdl.drop(table, name));
    }
  }

  /** Of the table and the column, as the server itself would call it, cut to what it keeps. */
  static String name(MigrationSpec spec, ColumnSpec column) {
    String whole = spec.table().table() + "_" + column.name();
    return ObjectNames.cut(whole, MOST_BYTES - "_check".length()) + "_check";
  }

  /** Whether it is validated; empty when it is not there. */
  static Optional<Boolean> validated(Db db, TableName table, String name) throws SQLException {
    return db.first(
        row -> row.getBoolean(1),
        """
        SELECT convalidated FROM pg_constraint
         WHERE conrelid = ?::regclass AND conname = ? AND contype = 'c'
        """,
        Quoting.table(table),
        name);
  }
}
