package dev.infill.common.jdbc.postgres;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.infill.common.jdbc.ReplicationOrigins;
import dev.infill.common.postgres.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** Takes our replication origins off a server when the last migration there ends. */
final class Origins {
  private static final Set<String> LEFT_ALONE =
      Set.of(SqlStates.OBJECT_IN_USE, SqlStates.UNDEFINED_OBJECT, SqlStates.INSUFFICIENT_PRIVILEGE);

  /** How long workers may take to hear that the migration ends and to let go of their sessions. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Origins() {}

  /**
   * Drops those that are free, and waits a little for those that are not, unless another migration
   * goes on at this server: that one uses them, and drops them in the end. One that a worker out of
   * reach still holds is left to the next migration; it does no harm.
   */
  static void drop(Db db) throws SQLException {
    var whileInUse =
        RetryPolicy.<Boolean>builder()
            .handleIf(e -> false)
            .handleResult(false)
            .withDelay(Duration.ofMillis(100))
            .withMaxAttempts(-1)
            .withMaxDuration(PATIENCE)
            .build();
    try {
      var unused = Failsafe.with(whileInUse).get(() -> dropFree(db) || othersGoOn(db));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof SQLException sql) {
        throw sql;
      }
      throw e;
    }
  }

  private static boolean othersGoOn(Db db) throws SQLException {
    return db.holds(
        "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE starts_with(slot_name::text, ?))",
        ObjectNames.SLOTS);
  }

  private static boolean isThere(Db db, String name) throws SQLException {
    return db.holds("SELECT EXISTS (SELECT FROM pg_replication_origin WHERE roname = ?)", name);
  }

  /** Says whether none is in use. */
  private static boolean dropFree(Db db) throws SQLException {
    boolean allFree = true;
    var names =
        db.texts(
            "SELECT roname FROM pg_replication_origin WHERE roname ~ ? ORDER BY 1",
            "^" + ReplicationOrigins.PREFIX + "[0-9]$");
    for (String name : names) {
      try {
        db.ask("SELECT pg_replication_origin_drop(?)", name);
      } catch (SQLException e) {
        // From 16 on, one that another migration drops meanwhile is an internal error of the
        // server.
        if (!LEFT_ALONE.contains(e.getSQLState()) && isThere(db, name)) {
          throw e;
        }
        allFree &= !SqlStates.OBJECT_IN_USE.equals(e.getSQLState());
      }
    }
    return allFree;
  }
}
