package dev.infill.common.jdbc.mysql;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.Set;

/** Runs a statement that changes a table, and says what its server's own refusals mean. */
final class Alter {
  /** Not by this algorithm, nor under this lock; and its rows have had too many shapes already. */
  static final Set<Integer> NOT_SO = Set.of(1845, 1846, 4092);

  private static final int LOG_FULL = 1799;

  private Alter() {}

  /**
   * @throws ShardFailure PERMANENT when the server can do it only in another way than the statement
   *     says, or its writers were faster than it could follow
   */
  static void run(Db db, PlannedShard shard, String statement) throws SQLException, ShardFailure {
    try {
      db.execute(statement);
    } catch (SQLException e) {
      if (e.getErrorCode() == LOG_FULL) {
        throw new ShardFailure(
            FailureKind.PERMANENT,
            "infill.writers-too-fast",
            "%s was written faster than a new index or a rebuild could follow; raise innodb_online_alter_log_max_size on the server and resume"
                .formatted(shard.plan().fill().table()));
      }
      if (NOT_SO.contains(e.getErrorCode())) {
        throw new ShardFailure(
            FailureKind.PERMANENT,
            "infill.rebuild-needed",
            "the server can't do this to %s beside its writers (error %d), and did nothing"
                .formatted(shard.plan().fill().table(), e.getErrorCode()));
      }
      throw e;
    }
  }

  /**
   * @param step what copies the table or locks writers out
   * @throws ShardFailure PERMANENT unless the spec allows that
   */
  static void onlyIfAllowed(PlannedShard shard, String step) throws ShardFailure {
    if (!shard.spec().limits().allowRebuild()) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.rebuild-needed",
          "%s of %s rebuilds or copies the table, which limits.allowRebuild does not allow"
              .formatted(step, shard.plan().fill().table()));
    }
  }
}
