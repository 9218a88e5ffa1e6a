package dev.infill.deploy.e2e;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table whose key is of some kind, and which knows what its rows ought to be. */
record AccountsTable(TestDatabase database, KeyKind kind) {
  static final String NAME = "accounts";

  /** Its key, as the database's engine has it. */
  KeyKind.Columns key() {
    return kind.on(database.isMySql());
  }

  /** Makes it with rows 1 to {@code rows}, of generation 0. */
  void create(int rows) throws SQLException {
    if (database.isMySql()) {
      createOnMySql(rows);
      return;
    }
    database.execute(
        """
        CREATE TABLE accounts (
          %s, n int NOT NULL, g int NOT NULL, email text NOT NULL, filler text, PRIMARY KEY (%s))
        """
            .formatted(key().definition(), key().list()),
        """
        INSERT INTO accounts (%s, n, g, email, filler)
        SELECT %s, n, 0, 'Mail.' || n || '@X', repeat('x', 60) FROM generate_series(1, %d) AS n
        """
            .formatted(key().list(), key().values("n", "0"), rows),
        "VACUUM ANALYZE accounts");
  }

  private void createOnMySql(int rows) throws SQLException {
    database.execute(
        """
        CREATE TABLE accounts (
          %s, n INT NOT NULL, g INT NOT NULL, email VARCHAR(100) NOT NULL, filler VARCHAR(100),
          PRIMARY KEY (%s))
        """
            .formatted(key().definition(), key().list()),
        "SET SESSION cte_max_recursion_depth = " + rows,
        """
        INSERT INTO accounts (%s, n, g, email, filler)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
        SELECT %s, n, 0, CONCAT('Mail.', n, '@X'), REPEAT('x', 60) FROM numbers
        """
            .formatted(key().list(), rows, key().values("n", "0")),
        "ANALYZE TABLE accounts");
  }

  /** What the application must find. */
  record Row(int generation, String email) {}

  /** All rows by their numbers; a key that is not the one of its number is an error. */
  Map<Integer, Row> rows() throws SQLException {
    var rows = new HashMap<Integer, Row>();
    String query =
        "SELECT n, g, email, (%s) = (%s) FROM accounts"
            .formatted(key().list(), key().values("n", "g"));
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var found = statement.executeQuery(query)) {
      while (found.next()) {
        if (!found.getBoolean(4)) {
          throw new AssertionError("a row has another key than its own: n=" + found.getInt(1));
        }
        if (rows.put(found.getInt(1), new Row(found.getInt(2), found.getString(3))) != null) {
          throw new AssertionError("a row is there twice: n=" + found.getInt(1));
        }
      }
    }
    return rows;
  }

  /** Rows whose new column is not what its rule gives. */
  long mismatches() throws SQLException {
    return mismatchesOf("true");
  }

  /** The same among the rows for which a condition holds. */
  long mismatchesOf(String condition) throws SQLException {
    // Byte by byte, since MySQL's usual collations hold letters of either case for the same.
    String differs =
        database.isMySql()
            ? "NOT (CAST(email_lower AS BINARY) <=> CAST(LOWER(email) AS BINARY))"
            : "email_lower IS DISTINCT FROM lower(email)";
    return database.number(
        "SELECT count(*) FROM accounts WHERE %s AND %s".formatted(differs, condition));
  }

  /** What Infill must have taken away again, and has not; a line each. */
  List<String> leftovers(boolean bridgeStays) throws SQLException {
    return Leftovers.of(database, NAME, bridgeStays);
  }

  /** The numbers of rows that are not what was committed. */
  List<Integer> lostWrites(Map<Integer, Row> expected) throws SQLException {
    var lost = new ArrayList<Integer>();
    var found = rows();
    expected.forEach(
        (n, row) -> {
          if (!row.equals(found.remove(n))) {
            lost.add(n);
          }
        });
    lost.addAll(found.keySet());
    return lost;
  }
}
