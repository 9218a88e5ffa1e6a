package dev.infill.common.jdbc;

import dev.infill.common.postgres.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * Replication origins mark what a session writes, so that the server keeps it out of the change
 * stream. Each serves one session at a time, and a server has few (10 by default, shared with its
 * subscriptions), so a session that finds none free does without.
 */
public final class ReplicationOrigins {
  /** What their names begin with. */
  public static final String PREFIX = "infill_";

  /** How many we take of a server at most; leaves some of the usual ten to others. */
  public static final int MOST = 8;

  private static final Set<String> NOT_TO_BE_HAD =
      Set.of(SqlStates.INSUFFICIENT_PRIVILEGE, "53400", "55000", "42883");

  private ReplicationOrigins() {}

  /**
   * Takes the first that is free for this session, making it if need be. Without one, what the
   * session writes comes back through the change stream, and is known there by its marks.
   */
  static void take(Connection connection) throws SQLException {
    for (int i = 0; i < MOST; i++) {
      try (var statement = connection.createStatement()) {
        String name = PREFIX + i;
        create(connection, name);
        statement.execute("SELECT pg_replication_origin_session_setup('" + name + "')");
        return;
      } catch (SQLException e) {
        if (NOT_TO_BE_HAD.contains(e.getSQLState())) {
          return;
        }
        // In use, or dropped between the two statements by a migration that ends: try the next.
        if (!SqlStates.OBJECT_IN_USE.equals(e.getSQLState())
            && !SqlStates.UNDEFINED_OBJECT.equals(e.getSQLState())) {
          throw e;
        }
      }
    }
  }

  private static void create(Connection connection, String name) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          SELECT pg_replication_origin_create('%1$s')
           WHERE NOT EXISTS (SELECT FROM pg_replication_origin WHERE roname = '%1$s')
          """
              .formatted(name));
    } catch (SQLException e) {
      // Two sessions may find it missing at once; the second one fails, and it is there.
      if (!"42710".equals(e.getSQLState()) && !"23505".equals(e.getSQLState())) {
        throw e;
      }
    }
  }
}
