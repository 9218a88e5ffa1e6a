package dev.infill.common.jdbc.mysql;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * CHECK. No server adds one that binds beside the writers: it copies the table, and lets nobody
 * write meanwhile. So it is added only where the spec allows that.
 */
final class CheckConstraint {
  private static final int VIOLATED = 3819;

  private CheckConstraint() {}

  /** Older servers read a check and forget it. */
  static boolean known(Version version) {
    return version.atLeast(8, 0, 16);
  }

  static Offenders add(Db db, PlannedShard shard, ColumnSpec column)
      throws SQLException, ShardFailure {
    TableName table = shard.plan().fill().table();
    String name = name(shard.spec(), column);
    if (!known(db.version())) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.no-checks",
          "the server, of version %s, has no CHECK constraints".formatted(db.version()));
    }
    var enforced = enforced(db, table, name);
    if (enforced.orElse(false)) {
      return Offenders.NONE;
    }
    String check = column.constraints().check().orElseThrow();
    String offends = "NOT (" + check + ")";
    var offenders = OffendingRows.where(db, shard, offends);
    if (offenders.count() > 0) {
      return offenders;
    }
    Alter.onlyIfAllowed(shard, "the check " + name);
    String alone = ", ALGORITHM=COPY, LOCK=SHARED";
    try {
      Alter.run(
          db,
          shard,
          enforced.isPresent()
              ? "ALTER TABLE %s ALTER CHECK %s ENFORCED%s"
                  .formatted(Quoting.table(table), Quoting.identifier(name), alone)
              : ConstraintDdl.addCheck(Quoting.table(table), name, check) + alone);
      return Offenders.NONE;
    } catch (SQLException e) {
      if (e.getErrorCode() != VIOLATED) {
        throw e;
      }
      // Written since they were counted.
      return OffendingRows.where(db, shard, offends);
    }
  }

  /** Drops it, where it is there. */
  static void drop(Db db, PlannedShard shard, ColumnSpec column) throws SQLException, ShardFailure {
    TableName table = shard.plan().fill().table();
    String name = name(shard.spec(), column);
    if (known(db.version()) && enforced(db, table, name).isPresent()) {
      Alter.run(db, shard, ConstraintDdl.dropCheck(table, name));
    }
  }

  static String name(MigrationSpec spec, ColumnSpec column) {
    return ConstraintDdl.name(spec, List.of(column.name()), "_check");
  }

  /** Whether it is enforced; empty when it is not there. */
  private static Optional<Boolean> enforced(Db db, TableName table, String name)
      throws SQLException {
    return db.first(
        row -> "YES".equals(row.getString(1)),
        """
        SELECT enforced FROM information_schema.table_constraints
         WHERE table_schema = ? AND table_name = ? AND constraint_name = ?
           AND constraint_type = 'CHECK'
        """,
        table.schema(),
        table.table(),
        name);
  }
}
