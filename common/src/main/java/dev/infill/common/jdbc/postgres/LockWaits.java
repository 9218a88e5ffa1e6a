package dev.infill.common.jdbc.postgres;

import dev.infill.common.shard.PlannedShard;
import java.sql.SQLException;
import java.time.Duration;

/** How long a statement may wait for its locks. */
final class LockWaits {
  private LockWaits() {}

  /** For a statement that locks one table. */
  static void one(Db db, PlannedShard shard) throws SQLException {
    db.lockTimeout(shard.spec().limits().lockTimeout());
  }

  /**
   * For a statement that locks several tables, and so may hold one while it waits for another. An
   * application that locks them in the other order then waits for it, and when the server has
   * waited its {@code deadlock_timeout} it ends the session that looks first, which may be the
   * application's. A statement that gives up in half that time is gone before anybody looks.
   */
  static void many(Db db, PlannedShard shard) throws SQLException {
    var half =
        Duration.ofMillis(
            Long.parseLong(
                    db.text("SELECT setting FROM pg_settings WHERE name = 'deadlock_timeout'"))
                / 2);
    var spec = shard.spec().limits().lockTimeout();
    // Zero would mean to wait for any time.
    var least = half.compareTo(spec) < 0 ? half : spec;
    db.lockTimeout(least.isZero() ? Duration.ofMillis(1) : least);
  }
}
