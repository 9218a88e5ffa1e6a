package dev.infill.common.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection, with the few ways in which steps and plans use it on any engine. */
public class Queries {
  private final Connection connection;

  public Queries(Connection connection) {
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

  /** Runs a statement with parameters, whatever it answers. */
  public void ask(String sql, Object... params) throws SQLException {
    try (var statement = bound(sql, params)) {
      statement.execute();
    }
  }

  private PreparedStatement bound(String sql, Object... params) throws SQLException {
    var statement = connection.prepareStatement(sql);
    for (int i = 0; i < params.length; i++) {
      statement.setObject(i + 1, params[i]);
    }
    return statement;
  }
}
