package dev.infill.deploy.e2e;

import dev.infill.deploy.e2e.AccountsTable.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that inserts, updates, deletes and changes keys in an {@link AccountsTable} all
 * the time, and knows what it has committed. Each row is written by one thread only. Until {@link
 * #deploy} it does not know the new column.
 */
final class LiveWriters implements AutoCloseable {
  private static final int THREADS = 2;
  private static final Duration EVERY = Duration.ofMillis(12);

  private final AccountsTable table;
  private final int rows;
  private final Map<Integer, Row> committed = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean writesColumn;
  private volatile boolean stopping;

  private LiveWriters(AccountsTable table, int rows) {
    this.table = table;
    this.rows = rows;
  }

  /** Starts writing into a table that was made with so many rows. */
  static LiveWriters start(AccountsTable table, int rows) throws SQLException {
    var writers = new LiveWriters(table, rows);
    writers.committed.putAll(table.rows());
    for (int number = 0; number < THREADS; number++) {
      int share = number;
      writers.threads.add(
          Thread.ofPlatform().daemon().name("writer-" + number).start(() -> writers.run(share)));
    }
    return writers;
  }

  /** From now on each insert and each change of an address writes the column too. */
  void deploy() {
    writesColumn = true;
  }

  long writes() {
    return writes.get();
  }

  /** The longest that any write has taken, waiting for locks included. */
  Duration longest() {
    return Duration.ofNanos(longest.get());
  }

  /** What went wrong for the application; must be empty. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  /** What must be there, once stopped. */
  Map<Integer, Row> committed() {
    return Map.copyOf(committed);
  }

  /** Writes no more; what must be there is known from then on. */
  void stop() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofMinutes(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void run(int share) {
    var random = new Random(share);
    int next = rows + 1;
    int emails = 0;
    try (var connection = table.database().connect()) {
      while (!stopping) {
        int n = (1 + random.nextInt(rows / THREADS - 1)) * THREADS + share - THREADS + 1;
        String email = "Writer" + share + "." + emails++ + "@X";
        long begun = System.nanoTime();
        try {
          switch (random.nextInt(10)) {
            case 0, 1, 2 -> insert(connection, next++ * THREADS + share, email);
            case 3 -> delete(connection, n);
            case 4, 5 -> changeKey(connection, n);
            default -> update(connection, n, email);
          }
          writes.incrementAndGet();
          longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
        } catch (SQLException e) {
          errors.add(e.getSQLState() + " " + e.getMessage());
        }
        LockSupport.parkNanos(EVERY.toNanos());
      }
    } catch (SQLException e) {
      errors.add(e.getSQLState() + " " + e.getMessage());
    }
  }

  private void insert(Connection connection, int n, String email) throws SQLException {
    String sql =
        """
        INSERT INTO accounts (%s, n, g, email%s)
        SELECT %s, n, 0, ?%s FROM (SELECT %s AS n) AS added
        """
            .formatted(
                table.key().list(),
                writesColumn ? ", email_lower" : "",
                table.key().values("n", "0"),
                writesColumn ? ", '" + lower(email) + "'" : "",
                literal(n));
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, email);
      executeOne(statement);
      committed.put(n, new Row(0, email));
    }
  }

  private void update(Connection connection, int n, String email) throws SQLException {
    Row row = committed.get(n);
    if (row == null) {
      return;
    }
    String sql =
        "UPDATE accounts SET email = ?%s WHERE %s"
            .formatted(
                writesColumn ? ", email_lower = '" + lower(email) + "'" : "",
                isRow(n, row.generation()));
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, email);
      executeOne(statement);
      committed.put(n, new Row(row.generation(), email));
    }
  }

  private void changeKey(Connection connection, int n) throws SQLException {
    Row row = committed.get(n);
    if (row == null || row.generation() == 15) {
      return;
    }
    int to = row.generation() + 1;
    String sql =
        "UPDATE accounts SET %s, g = %d WHERE %s"
            .formatted(
                table.key().assignments(literal(n), literal(to)), to, isRow(n, row.generation()));
    try (var statement = connection.prepareStatement(sql)) {
      executeOne(statement);
      committed.put(n, new Row(to, row.email()));
    }
  }

  private void delete(Connection connection, int n) throws SQLException {
    Row row = committed.get(n);
    if (row == null) {
      return;
    }
    try (var statement =
        connection.prepareStatement("DELETE FROM accounts WHERE " + isRow(n, row.generation()))) {
      executeOne(statement);
      committed.remove(n);
    }
  }

  private String isRow(int n, int generation) {
    return "(%s) = (%s)"
        .formatted(table.key().list(), table.key().values(literal(n), literal(generation)));
  }

  private String literal(int number) {
    return table.database().isMySql() ? Integer.toString(number) : number + "::int";
  }

  private static void executeOne(PreparedStatement statement) throws SQLException {
    int rows = statement.executeUpdate();
    if (rows != 1) {
      throw new SQLException("wrote " + rows + " rows instead of 1", "lost1");
    }
  }

  private static String lower(String email) {
    return email.toLowerCase(Locale.ROOT);
  }
}
