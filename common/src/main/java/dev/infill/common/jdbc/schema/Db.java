package dev.infill.common.jdbc.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection, with the few ways in which steps and plans use it. */
public class Db {
  private final Connection connection;

  public Db(Connection connection) {
    this.connection = connection;
  }

  public Connection connection() {
    return connection;
  }

  /** Makes a value of the row that the result is at. */
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs a statement as it is; a question mark in it is no parameter. */
  public void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs statements in one transaction. */
  void together(List<String> statements) throws SQLException {
    connection.setAutoCommit(false);
    try {
      for (String sql : statements) {
        execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      try {
        connection.rollback();
      } catch (SQLException rollingBack) {
        e.addSuppressed(rollingBack);
      }
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
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

  public <T> List<T> list(Row<T> row, String sql, Object... params) throws SQLException {
    try (var statement = bound(sql, params);
        var result = statement.executeQuery()) {
      var rows = new ArrayList<T>();
      while (result.next()) {
        rows.add(row.read(result));
      }
      return rows;
    }
  }

  public <T> Optional<T> first(Row<T> row, String sql, Object... params) throws SQLException {
    return list(row, sql, params).stream().findFirst();
  }

  /** Whether a query that answers one boolean says so; no row is a no. */
  public boolean holds(String sql, Object... params) throws SQLException {
    return first(row -> row.getBoolean(1), sql, params).orElse(false);
  }

  /** The first column, as texts. */
  public List<String> texts(String sql, Object... params) throws SQLException {
    return list(row -> row.getString(1), sql, params);
  }

  /** The only value that a query answers, as a text. */
  public String text(String sql, Object... params) throws SQLException {
    return first(row -> row.getString(1), sql, params).orElseThrow();
  }

  /** Asks a query only for what it says of the server's state, such as a lock that it takes. */
  void ask(String sql, Object... params) throws SQLException {
    try (var statement = bound(sql, params)) {
      statement.execute();
    }
  }

  void lockTimeout(Duration timeout) throws SQLException {
    ask("SELECT set_config('lock_timeout', ?, false)", millis(timeout));
  }

  /** No statement is waited for longer; zero for any time. */
  void statementTimeout(Duration timeout) throws SQLException {
    ask("SELECT set_config('statement_timeout', ?, false)", millis(timeout));
  }

  int version() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  static String millis(Duration timeout) {
    return Long.toString(timeout.toMillis());
  }

  private PreparedStatement bound(String sql, Object... params) throws SQLException {
    var statement = connection.prepareStatement(sql);
    for (int i = 0; i < params.length; i++) {
      statement.setObject(i + 1, params[i]);
    }
    return statement;
  }
}
