package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Queries;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What more there is to a connection to PostgreSQL. */
public class Db extends Queries {
  public Db(Connection connection) {
    super(connection);
  }

  /** Runs statements in one transaction. */
  void together(List<String> statements) throws SQLException {
    connection().setAutoCommit(false);
    try {
      for (String sql : statements) {
        execute(sql);
      }
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

  void lockTimeout(Duration timeout) throws SQLException {
    ask("SELECT set_config('lock_timeout', ?, false)", millis(timeout));
  }

  /** No statement is waited for longer; zero for any time. */
  void statementTimeout(Duration timeout) throws SQLException {
    ask("SELECT set_config('statement_timeout', ?, false)", millis(timeout));
  }

  int version() throws SQLException {
    return connection().getMetaData().getDatabaseMajorVersion();
  }

  static String millis(Duration timeout) {
    return Long.toString(timeout.toMillis());
  }
}
