package dev.infill.deploy.e2e.tables;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Does the writes of a case all the time, each in a transaction of its own, and keeps a copy of the
 * table by doing the same to it. Until {@link #deploy} it does not know the new column.
 */
final class Application implements AutoCloseable {
  private static final int FIRST = 1_000_001;
  private static final Duration EVERY = Duration.ofMillis(8);

  private final TestDatabase database;
  private final TableCase table;
  private final CaseSql sql;
  private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
  private final AtomicLong writes = new AtomicLong();
  private final Random random = new Random(7);
  private final Thread thread;
  private int next = FIRST;
  private volatile boolean deployed;
  private volatile boolean stopping;

  private Application(TestDatabase database, TableCase table) {
    this.database = database;
    this.table = table;
    this.sql = CaseSql.of(database, table);
    this.thread = Thread.ofPlatform().daemon().name("app-" + table.name).unstarted(this::run);
  }

  static Application start(TestDatabase database, TableCase table) throws SQLException {
    var application = new Application(database, table);
    if (table.mirrored) {
      application.sql.makeCopy();
    }
    if (!table.writes.isEmpty()) {
      application.thread.start();
    }
    return application;
  }

  /** From now on it writes the new column. */
  void deploy() {
    deployed = true;
  }

  long writes() {
    return writes.get();
  }

  /** What went wrong for it; must be empty. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  /** Ten of the rows that are not what it wrote, and where they are. */
  List<String> lost() throws SQLException {
    return table.mirrored ? sql.differing() : List.of();
  }

  @Override
  public void close() {
    stopping = true;
    if (table.writes.isEmpty()) {
      return;
    }
    try {
      thread.join(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (var connection = database.connect()) {
      connection.setAutoCommit(false);
      for (String set : table.session) {
        execute(connection, set);
      }
      while (!stopping) {
        write(connection, table.writes.get(random.nextInt(table.writes.size())));
        LockSupport.parkNanos(EVERY.toNanos());
      }
    } catch (SQLException e) {
      errors.add(e.getSQLState() + " " + e.getMessage());
    }
  }

  private void write(Connection connection, String template) throws SQLException {
    String numbered = numbered(template);
    String old = numbered.replaceAll("(?s)\\{\\+.*?\\+\\}", "");
    try {
      execute(connection, sql.beforeWrite(next));
      execute(
          connection,
          (deployed ? numbered.replace("{+", "").replace("+}", "") : old)
              .replace("$t", table.table));
      if (table.mirrored) {
        execute(connection, old.replace("$t", sql.copy()));
      }
      connection.commit();
      writes.incrementAndGet();
    } catch (SQLException e) {
      errors.add(e.getSQLState() + " " + e.getMessage() + ": " + numbered);
      connection.rollback();
    }
  }

  /** Of several statements, each but the last ends with its line. */
  private static void execute(Connection connection, String text) throws SQLException {
    if (!text.isEmpty()) {
      try (var statement = connection.createStatement()) {
        for (String one : text.split(";\n", -1)) {
          statement.execute(one);
        }
      }
    }
  }

  private String numbered(String template) {
    int number = next++;
    boolean old = table.rows > 0 && (number == FIRST || random.nextInt(4) > 0);
    int row =
        old || number == FIRST
            ? 1 + random.nextInt(Math.max(1, table.rows))
            : FIRST + random.nextInt(number - FIRST);
    return template.replace("$n", "" + number).replace("$r", "" + row);
  }
}
