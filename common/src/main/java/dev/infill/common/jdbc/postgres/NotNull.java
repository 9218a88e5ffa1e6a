package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.postgres.ObjectNames.Kind;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * NOT NULL without a scan under a lock that blocks anybody: first a constraint that binds new rows,
 * then its validation beside the application, and then the word in the catalog.
 */
final class NotNull {
  /** The first server that has NOT NULL constraints that are not valid yet. */
  private static final int WITH_NOT_VALID = 18;

  private static final Set<String> VIOLATED = Set.of("23502", "23514");

  private final Db db;
  private final PlannedShard shard;
  private final TableName table;
  private final String column;

  private NotNull(Db db, PlannedShard shard, String column) {
    this.db = db;
    this.shard = shard;
    this.table = shard.plan().fill().table();
    this.column = column;
  }

  static Offenders add(Db db, PlannedShard shard, String column) throws SQLException {
    var step = new NotNull(db, shard, column);
    if (step.done(step.table)) {
      step.dropCheck();
      return Offenders.NONE;
    }
    var offenders = step.offenders();
    if (offenders.count() > 0) {
      step.undo();
      return offenders;
    }
    try {
      if (db.version() >= WITH_NOT_VALID) {
        step.byConstraint();
      } else {
        step.byCheck();
      }
      return Offenders.NONE;
    } catch (SQLException e) {
      if (!VIOLATED.contains(e.getSQLState())) {
        throw e;
      }
      return step.violated(e);
    }
  }

  /** A row without a value came in before the constraint bound its writer. */
  private Offenders violated(SQLException e) throws SQLException {
    var offenders = offenders();
    undo();
    if (offenders.count() == 0) {
      throw e;
    }
    return offenders;
  }

  private Offenders offenders() throws SQLException {
    return OffendingRows.where(db, shard, Quoting.identifier(column) + " IS NULL");
  }

  /** Partition by partition; the whole then finds its partitions valid, and reads nothing. */
  private void byConstraint() throws SQLException {
    if (constraint(table).isEmpty()) {
      LockWaits.many(db, shard);
      db.execute(ConstraintDdl.addNotNull(table, column));
    }
    LockWaits.one(db, shard);
    for (TableName leaf : Partitions.leaves(db, table)) {
      if (!leaf.equals(table) && !done(leaf)) {
        db.execute(ConstraintDdl.validate(leaf, constraint(leaf)));
      }
    }
    db.execute(ConstraintDdl.validate(table, constraint(table)));
  }

  /** SET NOT NULL sees the valid check and reads no row, so the check goes only afterwards. */
  private void byCheck() throws SQLException {
    if (!hasCheck()) {
      LockWaits.many(db, shard);
      db.execute(
          ConstraintDdl.addCheck(table, check(), Quoting.identifier(column) + " IS NOT NULL"));
    }
    CheckConstraint.validate(db, shard, check());
    LockWaits.many(db, shard);
    db.together(
        List.of(ConstraintDdl.setNotNull(table, column), ConstraintDdl.drop(table, check())));
  }

  private void undo() throws SQLException {
    dropCheck();
    if (db.version() >= WITH_NOT_VALID && !constraint(table).isEmpty() && !done(table)) {
      LockWaits.many(db, shard);
      db.execute(ConstraintDdl.drop(table, constraint(table)));
    }
  }

  private void dropCheck() throws SQLException {
    CheckConstraint.drop(db, shard, check());
  }

  private boolean done(TableName of) throws SQLException {
    return db.holds(
        """
        SELECT a.attnotnull AND NOT EXISTS (
                 SELECT FROM pg_constraint c
                  WHERE c.conrelid = a.attrelid AND c.contype = 'n' AND NOT c.convalidated
                    AND c.conkey = ARRAY[a.attnum])
          FROM pg_attribute a
         WHERE a.attrelid = ?::regclass AND a.attname = ? AND NOT a.attisdropped
        """,
        Quoting.table(of),
        column);
  }

  /** The name of the NOT NULL constraint, as the server chose it; empty when there is none. */
  private String constraint(TableName of) throws SQLException {
    if (db.recorded(ConstraintDdl.addNotNull(table, column))) {
      return table.table() + "_" + column + "_not_null";
    }
    return db.first(
            row -> row.getString(1),
            """
            SELECT c.conname FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
             WHERE c.conrelid = ?::regclass AND c.contype = 'n' AND a.attname = ?
            """,
            Quoting.table(of),
            column)
        .orElse("");
  }

  private boolean hasCheck() throws SQLException {
    return CheckConstraint.validated(db, table, check()).isPresent();
  }

  private String check() {
    return ObjectNames.of(Kind.NOT_NULL, shard.id(), column);
  }
}
