package dev.infill.deploy.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the table after the migration, with queries of its own, while nobody writes. */
public final class DemoCheck {
  private static final int KEYS_AT_A_TIME = 1_000;

  private DemoCheck() {}

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
    long rows = rows(connection);
    long mismatches =
        number(
            connection,
            "SELECT count(*) FROM public.users WHERE email_lower IS DISTINCT FROM lower(email)");
    return new Result(rows, mismatches, lost(connection, application, rows), problems(connection));
  }

  /**
   * Checks the application's writes where the migration did not complete; no row counts as right.
   *
   * @param phase where it ended
   */
  public static Result unfinished(Connection connection, DemoApplication application, String phase)
      throws SQLException {
    long rows = rows(connection);
    return new Result(
        rows,
        rows,
        lost(connection, application, rows),
        List.of("the migration did not complete: it is " + phase));
  }

  private static long rows(Connection connection) throws SQLException {
    return number(connection, "SELECT count(*) FROM public.users");
  }

  private static long lost(Connection connection, DemoApplication application, long rows)
      throws SQLException {
    // A commit whose answer got lost may have added or taken a row.
    long miscounted =
        Math.max(0, Math.abs(rows - application.expectedRows()) - application.ledger().unsure());
    return Math.max(lostWrites(connection, application.ledger()), miscounted);
  }

  private static List<String> problems(Connection connection) throws SQLException {
    var problems = new ArrayList<String>();
    for (Leftover leftover : Leftover.values()) {
      long found = number(connection, leftover.query);
      if (found != leftover.expected) {
        problems.add(leftover.sentence + " (found " + found + ")");
      }
    }
    return problems;
  }

  /** What must be there once, or not at all. */
  private enum Leftover {
    NOT_NULL(
        1,
        "email_lower must be NOT NULL",
        """
        SELECT count(*) FROM pg_attribute
         WHERE attrelid = 'public.users'::regclass AND attname = 'email_lower' AND attnotnull
        """),
    INDEX(
        1,
        "a valid index users_email_lower_idx must exist",
        """
        SELECT count(*) FROM pg_index
         WHERE indexrelid = to_regclass('public.users_email_lower_idx') AND indisvalid AND indisready
        """),
    INVALID_INDEXES(
        0,
        "no index may be invalid",
        "SELECT count(*) FROM pg_index WHERE indrelid = 'public.users'::regclass AND NOT"
            + " indisvalid"),
    SLOTS(
        0,
        "no replication slot may be left",
        "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"),
    PUBLICATIONS(0, "no publication may be left", "SELECT count(*) FROM pg_publication"),
    TRIGGERS(
        0,
        "no trigger may be left",
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'public.users'::regclass AND NOT"
            + " tgisinternal"),
    CONSTRAINTS(
        0,
        "no constraint may be left unvalidated, and no CHECK",
        """
        SELECT count(*) FROM pg_constraint
         WHERE conrelid = 'public.users'::regclass AND (NOT convalidated OR contype = 'c')
        """),
    IDENTITY(
        0,
        "the replica identity must be the default again",
        "SELECT count(*) FROM pg_class WHERE oid = 'public.users'::regclass AND relreplident <>"
            + " 'd'"),
    ORIGINS(
        0,
        "no replication origin may be left",
        "SELECT count(*) FROM pg_replication_origin WHERE roname LIKE 'infill%'");

    private final int expected;
    private final String sentence;
    private final String query;

    Leftover(int expected, String sentence, String query) {
      this.expected = expected;
      this.sentence = sentence;
      this.query = query;
    }
  }

  private static long lostWrites(Connection connection, Ledger ledger) throws SQLException {
    List<Long> keys = ledger.keys();
    long lost = 0;
    for (int from = 0; from < keys.size(); from += KEYS_AT_A_TIME) {
      List<Long> some = keys.subList(from, Math.min(keys.size(), from + KEYS_AT_A_TIME));
      lost += lostWrites(connection, ledger, some);
    }
    return lost;
  }

  private static long lostWrites(Connection connection, Ledger ledger, List<Long> keys)
      throws SQLException {
    long lost = 0;
    String query =
        """
        SELECT k, email, amount FROM unnest(?) AS k LEFT JOIN public.users ON id = k
        """;
    try (var statement = connection.prepareStatement(query)) {
      statement.setArray(1, connection.createArrayOf("bigint", keys.toArray()));
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          String email = rows.getString(2);
          Optional<Ledger.Row> found =
              email == null
                  ? Optional.empty()
                  : Optional.of(new Ledger.Row(email, rows.getBigDecimal(3)));
          if (!ledger.agrees(rows.getLong(1), found)) {
            lost++;
          }
        }
      }
    }
    return lost;
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
