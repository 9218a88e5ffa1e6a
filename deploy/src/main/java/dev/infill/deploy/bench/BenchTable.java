package dev.infill.deploy.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The table that all ways fill: like the demo's {@code users}, with eight columns, of which one is
 * a payload of 120 bytes; its {@code email_lower} shall be {@code lower(email)}.
 *
 * @param server where it is
 * @param shape what it is like
 */
record BenchTable(BenchServer server, Shape shape) {
  static final String DATABASE = "bench";
  static final String COLUMN = "email_lower";
  static final String VALUE = "lower(email)";

  /** Most secondary indexes. */
  static final int MOST_INDEXES = 5;

  /** The columns of the secondary indexes. */
  static final List<String> INDEXED =
      List.of("status, updated_at", "name", "email", "created_at", "amount");

  /** The type of the key. */
  enum KeyType {
    /** 2, 4, 6 and so on, in the order of the rows. */
    BIGINT,
    /** All over the table: each range of keys touches every page. On MySQL as BINARY(16). */
    UUID;

    /** As people write it. */
    String sql() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param rows at least 1
   * @param indexes secondary ones, 0 to {@value BenchTable#MOST_INDEXES}; none on what is filled
   */
  public record Shape(long rows, int indexes, KeyType key) {
    public Shape {
      if (rows < 1) {
        throw new IllegalArgumentException("rows must be at least 1: " + rows);
      }
      if (indexes < 0 || indexes > MOST_INDEXES) {
        throw new IllegalArgumentException("indexes must be 0 to " + MOST_INDEXES + ": " + indexes);
      }
    }
  }

  long rows() {
    return shape.rows();
  }

  TableSql sql() {
    return server.sql();
  }

  String url() {
    return server.url();
  }

  Connection connect() throws SQLException {
    return server.connect();
  }

  /** Makes it anew, without the column. */
  void create() throws SQLException {
    execute(sql().create(shape));
  }

  /**
   * Keys that cut the table into pieces of about so many rows, the first below all, the last above.
   */
  List<String> bounds(int step) {
    return sql().bounds(shape, step);
  }

  void addColumn() throws SQLException {
    execute(
        List.of("ALTER TABLE %s ADD COLUMN %s %s".formatted(sql().name(), COLUMN, sql().type())));
  }

  /** So that each way begins with clean pages, fresh statistics and its first touch of a page. */
  void settle() throws SQLException {
    try (var connection = connect()) {
      sql().settle(connection);
    }
  }

  /**
   * Looks at every row.
   *
   * @throws IllegalStateException when the column is not right, or rows are missing
   */
  void verify() throws SQLException {
    String count = "SELECT count(*) FROM " + sql().name();
    long wrong = number(count + " WHERE " + sql().differs());
    long found = number(count);
    if (wrong != 0 || found != rows()) {
      throw new IllegalStateException(
          wrong + " rows are wrong, and there are " + found + " instead of " + rows());
    }
  }

  /** Updates that touched no index by all of them; empty where the engine does not tell. */
  OptionalDouble hotShare() throws SQLException {
    try (var connection = connect()) {
      return sql().hotShare(connection);
    }
  }

  /** On one connection. */
  void execute(List<String> statements) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private long number(String query) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
