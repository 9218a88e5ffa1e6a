package dev.infill.deploy.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An application that inserts, updates, deletes and changes keys in {@link UsersTable} all the
 * time, through plain JDBC. Its first version does not know the column {@code email_lower}; {@link
 * #deploy} brings the one that writes it.
 */
public final class DemoApplication implements AutoCloseable {
  private static final int WRITERS = 2;
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);

  private final UsersTable table;
  private final HikariDataSource database;
  private final Ledger ledger = new Ledger();
  private final Latencies latencies = new Latencies();
  private final AtomicBoolean writesColumn = new AtomicBoolean();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicLong writes = new AtomicLong();
  private final Errors errors = new Errors();
  private final List<Thread> threads = new ArrayList<>();
  private final long rows;

  private DemoApplication(UsersTable table, HikariDataSource database, long rows) {
    this.table = table;
    this.database = database;
    this.rows = rows;
  }

  /**
   * How to run it.
   *
   * @param url the JDBC URL of the database that has the table
   * @param rows rows the table was made with
   * @param writesPerSecond transactions a second, of all writers together; 0 for none
   * @param seed the same seed, the same choices
   */
  public record Settings(
      String url, String user, String password, long rows, int writesPerSecond, long seed) {
    /** Does not show the password. */
    @Override
    public String toString() {
      return "DemoApplication[" + url + ", " + writesPerSecond + "/s]";
    }
  }

  /** Starts writing. */
  public static DemoApplication start(Settings settings) {
    var pool = new HikariConfig();
    pool.setPoolName("demo-application");
    pool.setJdbcUrl(settings.url());
    pool.setUsername(settings.user());
    pool.setPassword(settings.password());
    pool.setMaximumPoolSize(WRITERS);
    pool.setAutoCommit(true);
    pool.addDataSourceProperty("ApplicationName", "demo-application");
    var application =
        new DemoApplication(
            UsersTable.at(settings.url()), new HikariDataSource(pool), settings.rows());
    if (settings.writesPerSecond() > 0) {
      application.startWriters(settings);
    }
    return application;
  }

  private void startWriters(Settings settings) {
    var every = Duration.ofNanos(WRITERS * 1_000_000_000L / settings.writesPerSecond());
    for (int number = 0; number < WRITERS; number++) {
      var writer =
          new DemoWriter(
              new DemoWriter.Share(
                  number, WRITERS, settings.rows(), every, settings.seed() + number),
              table,
              database,
              ledger,
              new DemoWriter.Meters(latencies, writes, errors),
              writesColumn,
              stopping);
      threads.add(Thread.ofPlatform().daemon().name("demo-writer-" + number).start(writer));
    }
  }

  /**
   * From now on every insert and every change of an e-mail address writes {@code email_lower} too.
   */
  public void deploy() {
    writesColumn.set(true);
  }

  /** Goes back to the version that does not know the column, before a rollback takes it away. */
  public void withdraw() {
    writesColumn.set(false);
  }

  /** Transactions committed so far. */
  public long writes() {
    return writes.get();
  }

  public Errors errors() {
    return errors;
  }

  public Latencies latencies() {
    return latencies;
  }

  public Ledger ledger() {
    return ledger;
  }

  /** The table that it writes. */
  public UsersTable table() {
    return table;
  }

  /** How many rows there must be in the end. */
  public long expectedRows() {
    return rows + ledger.growth();
  }

  /** Stops writing; what was begun is finished. The ledger stays. */
  @Override
  public void close() {
    stopping.set(true);
    for (Thread thread : threads) {
      try {
        if (!thread.join(STOPPED_WITHIN)) {
          thread.interrupt();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    database.close();
  }
}
