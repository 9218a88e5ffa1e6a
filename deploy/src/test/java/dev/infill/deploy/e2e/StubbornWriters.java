package dev.infill.deploy.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that writes on whatever happens to its server: it connects again until it can.
 * Which of its last commits a lost server took along it does not know.
 */
final class StubbornWriters implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(12);
  private static final Duration REST = Duration.ofMillis(50);

  private final AccountsTable table;
  private final int rows;
  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean writesColumn;
  private volatile boolean stopping;

  private StubbornWriters(AccountsTable table, int rows) {
    this.table = table;
    this.rows = rows;
  }

  /** Starts writing into a table that was made with so many rows. */
  static StubbornWriters start(AccountsTable table, int rows) {
    var writers = new StubbornWriters(table, rows);
    for (int number = 0; number < 2; number++) {
      int seed = number;
      writers.threads.add(
          Thread.ofPlatform().daemon().name("stubborn-" + seed).start(() -> writers.run(seed)));
    }
    return writers;
  }

  /** From now on each write fills the column too. */
  void deploy() {
    writesColumn = true;
  }

  long writes() {
    return writes.get();
  }

  /** How often a connection broke or could not be had. */
  long broken() {
    return broken.get();
  }

  @Override
  public void close() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofMinutes(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run(int seed) {
    var random = new Random(seed);
    while (!stopping) {
      try (var connection = table.database().connect()) {
        while (!stopping) {
          write(connection, random);
          writes.incrementAndGet();
          LockSupport.parkNanos(EVERY.toNanos());
        }
      } catch (SQLException e) {
        broken.incrementAndGet();
        LockSupport.parkNanos(REST.toNanos());
      }
    }
  }

  /** Its texts need no quoting. */
  private void write(Connection connection, Random random) throws SQLException {
    int n = 1 + random.nextInt(rows);
    String email = "Stubborn." + random.nextInt(1_000_000) + "@X";
    String lower = email.toLowerCase(Locale.ROOT);
    boolean fills = writesColumn;
    String sql =
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> insert(rows + 1 + random.nextInt(1_000_000), email, lower, fills);
          case 3 -> "DELETE FROM accounts WHERE " + isRow(n);
          case 4 -> "UPDATE accounts SET id = id + 1, g = g + 1 WHERE g < 15 AND " + isRow(n);
          default ->
              "UPDATE accounts SET email = '%s'%s WHERE %s"
                  .formatted(email, fills ? ", email_lower = '" + lower + "'" : "", isRow(n));
        };
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * By the key, whatever its generation: without an index MySQL locks each row that it looks at,
   * and then all others wait, a fill too.
   */
  private static String isRow(int n) {
    return "id BETWEEN %d AND %d".formatted(n * 16L, n * 16L + 15);
  }

  private String insert(int n, String email, String lower, boolean fills) {
    boolean mySql = table.database().isMySql();
    return "INSERT %sINTO accounts (id, n, g, email%s) VALUES (%d, %d, 0, '%s'%s)%s"
        .formatted(
            mySql ? "IGNORE " : "",
            fills ? ", email_lower" : "",
            n * 16L,
            n,
            email,
            fills ? ", '" + lower + "'" : "",
            mySql ? "" : " ON CONFLICT DO NOTHING");
  }
}
