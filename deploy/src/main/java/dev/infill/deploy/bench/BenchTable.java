package dev.infill.deploy.bench;

import dev.infill.deploy.demo.UsersTable;
import dev.infill.deploy.local.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The table that all ways fill: the demo's {@code public.users}, whose {@code email_lower} shall be
 * {@code lower(email)}.
 *
 * @param server where it is
 * @param rows its keys are 2, 4, 6 and so on
 */
record BenchTable(EmbeddedPostgres server, long rows) {
  static final String DATABASE = "bench";
  static final String NAME = "public.users";
  static final String COLUMN = "email_lower";
  static final String VALUE = "lower(email)";

  private static final String ADD_COLUMN = "ALTER TABLE public.users ADD COLUMN email_lower text";

  private static final String WRONG =
      "SELECT count(*) FROM public.users WHERE email_lower IS DISTINCT FROM lower(email)";

  String url() {
    return server.jdbcUrl(DATABASE);
  }

  Connection connect() throws SQLException {
    return server.connect(DATABASE);
  }

  /** Makes it anew, without the column. */
  void create() throws SQLException {
    execute("DROP TABLE IF EXISTS public.users");
    try (var connection = connect()) {
      UsersTable.create(connection, rows);
    }
  }

  /** The last key. */
  long lastKey() {
    return 2 * rows;
  }

  void addColumn() throws SQLException {
    execute(ADD_COLUMN);
  }

  /** So that each way begins with clean pages, fresh statistics and its first touch of a page. */
  void settle() throws SQLException {
    execute("VACUUM (ANALYZE) public.users", "CHECKPOINT");
  }

  /**
   * Looks at every row.
   *
   * @throws IllegalStateException when the column is not right, or rows are missing
   */
  void verify() throws SQLException {
    long wrong = number(WRONG);
    long found = number("SELECT count(*) FROM public.users");
    if (wrong != 0 || found != rows) {
      throw new IllegalStateException(
          wrong + " rows are wrong, and there are " + found + " instead of " + rows);
    }
  }

  private void execute(String... statements) throws SQLException {
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
