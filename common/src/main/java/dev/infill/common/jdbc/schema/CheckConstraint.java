package dev.infill.common.jdbc.schema;

import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.MigrationSpec;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;

/** CHECK: bound for new rows first, validated beside the application after. */
final class CheckConstraint {
  private static final String VIOLATED = "23514";
  private static final int MOST_BYTES = 63;

  private CheckConstraint() {}

  static Offenders add(Db db, PlannedShard shard) throws SQLException {
    String table = Quoting.table(shard.plan().fill().table());
    String name = Quoting.identifier(name(shard.spec()));
    String check = "(" + shard.spec().constraints().check().orElseThrow() + ")";
    var validated = validated(db, shard);
    if (validated.orElse(false)) {
      return Offenders.NONE;
    }
    var offenders = OffendingRows.where(db, shard, "NOT " + Quoting.forDriver(check));
    if (offenders.count() > 0) {
      if (validated.isPresent()) {
        db.execute("ALTER TABLE %s DROP CONSTRAINT %s".formatted(table, name));
      }
      return offenders;
    }
    if (validated.isEmpty()) {
      db.execute(
          "ALTER TABLE %s ADD CONSTRAINT %s CHECK %s NOT VALID".formatted(table, name, check));
    }
    try {
      db.execute("ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(table, name));
      return Offenders.NONE;
    } catch (SQLException e) {
      if (!VIOLATED.equals(e.getSQLState())) {
        throw e;
      }
      // Written between the count and the constraint. Left there, it would fail their next update.
      db.execute("ALTER TABLE %s DROP CONSTRAINT %s".formatted(table, name));
      return OffendingRows.where(db, shard, "NOT " + Quoting.forDriver(check));
    }
  }

  /** Drops it, where it is there. */
  static void drop(Db db, PlannedShard shard) throws SQLException {
    if (validated(db, shard).isPresent()) {
      db.execute(
          "ALTER TABLE %s DROP CONSTRAINT %s"
              .formatted(
                  Quoting.table(shard.plan().fill().table()),
                  Quoting.identifier(name(shard.spec()))));
    }
  }

  /** Of the table and the column, as the server itself would call it, cut to what it keeps. */
  static String name(MigrationSpec spec) {
    var name = new StringBuilder(spec.table().table() + "_" + spec.column().name());
    while ((name + "_check").getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      name.setLength(name.length() - 1);
    }
    return name + "_check";
  }

  private static Optional<Boolean> validated(Db db, PlannedShard shard) throws SQLException {
    return db.first(
        row -> row.getBoolean(1),
        """
        SELECT convalidated FROM pg_constraint
         WHERE conrelid = ?::regclass AND conname = ? AND contype = 'c'
        """,
        Quoting.table(shard.plan().fill().table()),
        name(shard.spec()));
  }
}
