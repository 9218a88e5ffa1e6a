package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Queries;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What more there is to a connection to MySQL. */
class Db extends Queries {
  Db(Connection connection) {
    super(connection);
  }

  /** How long DDL waits for a table that somebody uses; the server knows whole seconds only. */
  void lockTimeout(Duration timeout) throws SQLException {
    execute("SET SESSION lock_wait_timeout = " + seconds(timeout));
  }

  static long seconds(Duration timeout) {
    return Math.max(1, (timeout.toMillis() + 999) / 1000);
  }

  /** Reads what may be every row of a table, rather than the catalog. */
  <T> List<T> scan(Row<T> row, String sql) throws SQLException {
    return list(row, sql);
  }

  /**
   * Whether a statement that begins so will have been executed by now. Only a {@link Recorder} says
   * so: what it recorded was not done, so the catalog does not show it.
   */
  boolean recorded(String beginning) {
    return false;
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
