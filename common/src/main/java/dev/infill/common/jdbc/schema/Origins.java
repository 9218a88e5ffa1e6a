package dev.infill.common.jdbc.schema;

import dev.infill.common.jdbc.ReplicationOrigins;
import dev.infill.common.postgres.SqlStates;
import java.sql.SQLException;
import java.util.Set;

/** Takes our replication origins off a server when the last migration there ends. */
final class Origins {
  private static final Set<String> LEFT_ALONE =
      Set.of(SqlStates.OBJECT_IN_USE, SqlStates.UNDEFINED_OBJECT, SqlStates.INSUFFICIENT_PRIVILEGE);

  private Origins() {}

  /**
   * Drops those that are free. One in use belongs to a worker's idle connection or to another
   * migration; it is reused, and the next release drops it.
   */
  static void drop(Db db) throws SQLException {
    var names =
        db.texts(
            "SELECT roname FROM pg_replication_origin WHERE roname ~ ? ORDER BY 1",
            "^" + ReplicationOrigins.PREFIX + "[0-9]$");
    for (String name : names) {
      try {
        db.ask("SELECT pg_replication_origin_drop(?)", name);
      } catch (SQLException e) {
        if (!LEFT_ALONE.contains(e.getSQLState())) {
          throw e;
        }
      }
    }
  }
}
