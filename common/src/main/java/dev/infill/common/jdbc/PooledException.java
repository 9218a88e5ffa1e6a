package dev.infill.common.jdbc;

import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * A connection goes through a pooler, which hands each transaction to whatever session is free:
 * what is set, locked or prepared in one is found in another, or left to somebody else.
 */
final class PooledException extends SQLException {
  @Serial private static final long serialVersionUID = 1L;

  private PooledException() {
    super(
        "the connection goes through a connection pooler (such as PgBouncer), not to the server"
            + " itself");
  }

  /**
   * To be asked before anything is set in the session: it may be anybody's next. A pooler tells its
   * clients a process number of its own making.
   *
   * @throws PooledException when the session is not the connection's own
   */
  static void check(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var answer = statement.executeQuery("SELECT pg_backend_pid()")) {
      answer.next();
      if (answer.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID()) {
        throw new PooledException();
      }
    }
  }

  /** Whether a failed login failed for this. */
  static boolean isCauseOf(SQLException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof PooledException) {
        return true;
      }
    }
    return false;
  }
}
