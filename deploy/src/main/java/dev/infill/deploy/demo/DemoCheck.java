package dev.infill.deploy.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the table after the migration, with queries of its own, while nobody writes. */
public final class DemoCheck {
  private static final int KEYS_AT_A_TIME = 1_000;

  private final Connection connection;
  private final UsersTable table;
  private final DemoApplication application;

  private DemoCheck(Connection connection, DemoApplication application) {
    this.connection = connection;
    this.table = application.table();
    this.application = application;
  }

  /**
   * What came out.
   *
   * @param rows rows of the table
   * @param mismatches rows where {@code email_lower} is not the address in lower case
   * @param lostWrites keys that do not hold what the application committed last, and rows too many
   *     or too few
   * @param problems what else is not as it must be, a sentence each
   */
  public record Result(long rows, long mismatches, long lostWrites, List<String> problems) {
    public Result {
      problems = List.copyOf(problems);
    }

    public boolean good() {
      return mismatches == 0 && lostWrites == 0 && problems.isEmpty();
    }
  }

  /** Checks the migrated table against the application's ledger. */
  public static Result run(Connection connection, DemoApplication application) throws SQLException {
    var check = new DemoCheck(connection, application);
    long rows = check.rows();
    long mismatches = check.number("SELECT count(*) FROM %1$s WHERE " + check.table.wrong());
    return new Result(rows, mismatches, check.lost(rows), check.problems());
  }

  /**
   * Checks the application's writes where the migration did not complete; no row counts as right.
   *
   * @param phase where it ended
   */
  public static Result unfinished(Connection connection, DemoApplication application, String phase)
      throws SQLException {
    var check = new DemoCheck(connection, application);
    long rows = check.rows();
    return new Result(
        rows, rows, check.lost(rows), List.of("the migration did not complete: it is " + phase));
  }

  /**
   * What one statement saw of the column, also while the application writes.
   *
   * @param mismatches rows where {@code email_lower} is not the address in lower case
   */
  public record Rows(long rows, long mismatches) {}

  /** Looks at every row's column in one statement, so at one moment. */
  public static Rows rows(Connection connection, UsersTable table) throws SQLException {
    String query =
        "SELECT count(*), count(CASE WHEN %s THEN 1 END) FROM %s"
            .formatted(table.wrong(), table.name());
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return new Rows(row.getLong(1), row.getLong(2));
    }
  }

  /** Checks the application's writes alone, wherever a migration stands. */
  public static Result writes(Connection connection, DemoApplication application)
      throws SQLException {
    var check = new DemoCheck(connection, application);
    long rows = check.rows();
    return new Result(rows, 0, check.lost(rows), List.of());
  }

  private long rows() throws SQLException {
    return number("SELECT count(*) FROM %1$s");
  }

  private long lost(long rows) throws SQLException {
    // A commit whose answer got lost may have added or taken a row.
    long miscounted =
        Math.max(0, Math.abs(rows - application.expectedRows()) - application.ledger().unsure());
    long lost = 0;
    for (List<Long> keys : ledgersKeys()) {
      var found = rowsOf(keys);
      lost +=
          keys.stream()
              .filter(key -> !application.ledger().agrees(key, Optional.ofNullable(found.get(key))))
              .count();
    }
    return Math.max(lost, miscounted);
  }

  private List<String> problems() throws SQLException {
    var problems = new ArrayList<String>();
    for (UsersTable.Expected expected : table.expected()) {
      long found = number(expected.query());
      if (found != expected.times()) {
        problems.add(expected.sentence() + " (found " + found + ")");
      }
    }
    long touched = touched();
    if (touched > 0) {
      problems.add("updated_at must be as the application left it (it is not in " + touched + ")");
    }
    return problems;
  }

  /** Rows that bear another time than the application, or the loading, gave them. */
  private long touched() throws SQLException {
    long touched = 0;
    for (List<Long> keys : ledgersKeys()) {
      touched +=
          rowsOf(keys).entrySet().stream()
              .filter(row -> application.ledger().isTouched(row.getKey(), row.getValue()))
              .count();
    }
    String changed = "SELECT id FROM %s WHERE updated_at <> created_at".formatted(table.name());
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(changed)) {
      while (rows.next()) {
        touched += application.ledger().knows(rows.getLong(1)) ? 0 : 1;
      }
    }
    return touched;
  }

  /** The keys that the application wrote, some at a time. */
  private List<List<Long>> ledgersKeys() {
    List<Long> keys = application.ledger().keys();
    var parts = new ArrayList<List<Long>>();
    for (int from = 0; from < keys.size(); from += KEYS_AT_A_TIME) {
      parts.add(keys.subList(from, Math.min(keys.size(), from + KEYS_AT_A_TIME)));
    }
    return parts;
  }

  private Map<Long, Ledger.Row> rowsOf(List<Long> keys) throws SQLException {
    var found = new HashMap<Long, Ledger.Row>();
    String query =
        "SELECT id, email, amount, updated_at FROM %s WHERE id IN (%s)"
            .formatted(table.name(), String.join(", ", Collections.nCopies(keys.size(), "?")));
    try (var statement = connection.prepareStatement(query)) {
      for (int i = 0; i < keys.size(); i++) {
        statement.setLong(i + 1, keys.get(i));
      }
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(
              rows.getLong(1),
              new Ledger.Row(rows.getString(2), rows.getBigDecimal(3), table.time(rows, 4)));
        }
      }
    }
    return found;
  }

  /** The number that a query counts; {@code %1$s} in it is the table. */
  private long number(String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query.replace("%1$s", table.name()))) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
