package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Queries;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What more there is to a connection to MySQL. */
class Db extends Queries {
  Db(Connection connection) {
    super(connection);
  }

  /** How long DDL waits for a table that somebody uses; the server knows whole seconds only. */
  void lockTimeout(Duration timeout) throws SQLException {
    long seconds = Math.max(1, (timeout.toMillis() + 999) / 1000);
    execute("SET SESSION lock_wait_timeout = " + seconds);
  }

  /** What is done on the connection. */
  interface Work {
    void run() throws SQLException;
  }

  /** Works in one transaction. */
  void together(Work work) throws SQLException {
    connection().setAutoCommit(false);
    try {
      work.run();
      connection().commit();
    } catch (SQLException e) {
      try {
        connection().rollback();
      } catch (SQLException rollingBack) {
        e.addSuppressed(rollingBack);
      }
      throw e;
    } finally {
      if (!connection().isClosed()) {
        connection().setAutoCommit(true);
      }
    }
  }

  Version version() throws SQLException {
    return Version.of(connection().getMetaData().getDatabaseProductVersion());
  }
}
