package dev.infill.common.jdbc.schema;

import dev.infill.common.jdbc.schema.ObjectNames.Kind;
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
  private final String table;
  private final String column;

  private NotNull(Db db, PlannedShard shard) {
    this.db = db;
    this.shard = shard;
    this.table = Quoting.table(shard.plan().fill().table());
    this.column = Quoting.identifier(shard.plan().fill().column());
  }

  static Offenders add(Db db, PlannedShard shard) throws SQLException {
    var step = new NotNull(db, shard);
    if (step.done()) {
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
    return OffendingRows.where(db, shard, column + " IS NULL");
  }

  private void byConstraint() throws SQLException {
    if (constraint().isEmpty()) {
      db.execute(addition());
    }
    db.execute(
        "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(table, Quoting.identifier(constraint())));
  }

  private String addition() {
    return "ALTER TABLE %s ADD NOT NULL %s NOT VALID".formatted(table, column);
  }

  /** SET NOT NULL sees the valid check and reads no row, so the check goes only afterwards. */
  private void byCheck() throws SQLException {
    if (!hasCheck()) {
      db.execute(
          "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID"
              .formatted(table, Quoting.identifier(check()), column));
    }
    db.execute(
        "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(table, Quoting.identifier(check())));
    db.together(
        List.of(
            "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL".formatted(table, column),
            "ALTER TABLE %s DROP CONSTRAINT %s".formatted(table, Quoting.identifier(check()))));
  }

  private void undo() throws SQLException {
    dropCheck();
    if (db.version() >= WITH_NOT_VALID && !constraint().isEmpty() && !done()) {
      db.execute(
          "ALTER TABLE %s DROP CONSTRAINT %s".formatted(table, Quoting.identifier(constraint())));
    }
  }

  private void dropCheck() throws SQLException {
    if (hasCheck()) {
      db.execute("ALTER TABLE %s DROP CONSTRAINT %s".formatted(table, Quoting.identifier(check())));
    }
  }

  private boolean done() throws SQLException {
    return db.holds(
        """
        SELECT a.attnotnull AND NOT EXISTS (
                 SELECT FROM pg_constraint c
                  WHERE c.conrelid = a.attrelid AND c.contype = 'n' AND NOT c.convalidated
                    AND c.conkey = ARRAY[a.attnum])
          FROM pg_attribute a
         WHERE a.attrelid = ?::regclass AND a.attname = ? AND NOT a.attisdropped
        """,
        table,
        shard.plan().fill().column());
  }

  /** The name of the NOT NULL constraint, as the server chose it; empty when there is none. */
  private String constraint() throws SQLException {
    if (db.recorded(addition())) {
      return shard.plan().fill().table().table() + "_" + shard.plan().fill().column() + "_not_null";
    }
    return db.first(
            row -> row.getString(1),
            """
            SELECT c.conname FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
             WHERE c.conrelid = ?::regclass AND c.contype = 'n' AND a.attname = ?
            """,
            table,
            shard.plan().fill().column())
        .orElse("");
  }

  private boolean hasCheck() throws SQLException {
    return db.holds(
        "SELECT true FROM pg_constraint WHERE conrelid = ?::regclass AND conname = ?",
        table,
        check());
  }

  private String check() {
    return ObjectNames.of(Kind.NOT_NULL, shard.id());
  }
}
