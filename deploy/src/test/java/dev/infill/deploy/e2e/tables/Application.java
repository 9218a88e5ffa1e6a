package dev.infill.deploy.e2e.tables;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
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
  private static final String COPY = "public.what_the_application_wrote";
  private static final Duration EVERY = Duration.ofMillis(4);

  private final TestDatabase database;
  private final TableCase table;
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
    this.thread = Thread.ofPlatform().daemon().name("app-" + table.name).unstarted(this::run);
  }

  static Application start(TestDatabase database, TableCase table) throws SQLException {
    var application = new Application(database, table);
    if (table.mirrored) {
      database.execute(
          "CREATE TABLE %s AS SELECT %s FROM %s"
              .formatted(COPY, columns(database, table.table), table.table));
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
    if (!table.mirrored) {
      return List.of();
    }
    String columns = columns(database, COPY);
    return database.column(
        """
        SELECT 'in the table: ' || r FROM (SELECT ROW(%1$s)::text AS r FROM %2$s
                                    EXCEPT ALL SELECT ROW(%1$s)::text FROM %3$s) AS more
        UNION ALL
        SELECT 'missing: ' || r FROM (SELECT ROW(%1$s)::text AS r FROM %3$s
                               EXCEPT ALL SELECT ROW(%1$s)::text FROM %2$s) AS less
        LIMIT 10
        """
            .formatted(columns, table.table, COPY));
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
      while (!stopping) {
        write(connection, table.writes.get(random.nextInt(table.writes.size())));
        LockSupport.parkNanos(EVERY.toNanos());
      }
    } catch (SQLException e) {
      errors.add(e.getSQLState() + " " + e.getMessage());
    }
  }

  private void write(Connection connection, String template) throws SQLException {
    String sql = numbered(template);
    try (var statement = connection.createStatement()) {
      String known =
          deployed
              ? sql.replace("{+", "").replace("+}", "")
              : sql.replaceAll("(?s)\\{\\+.*?\\+\\}", "");
      statement.execute(known.replace("$t", table.table));
      if (table.mirrored) {
        statement.execute(sql.replaceAll("(?s)\\{\\+.*?\\+\\}", "").replace("$t", COPY));
      }
      connection.commit();
      writes.incrementAndGet();
    } catch (SQLException e) {
      errors.add(e.getSQLState() + " " + e.getMessage() + ": " + sql);
      connection.rollback();
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

  /** Those that are written, not those that the server computes. */
  private static String columns(TestDatabase database, String of) throws SQLException {
    var names = new ArrayList<String>();
    names.addAll(
        database.column(
            """
            SELECT quote_ident(attname) FROM pg_attribute
             WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped
               AND attgenerated = '' ORDER BY attnum
            """
                .formatted(of.replace("'", "''"))));
    return String.join(", ", names);
  }
}
