package dev.infill.deploy.demo;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * One of the application's threads. It alone writes the keys of its share, so it knows what they
 * hold.
 */
final class DemoWriter implements Runnable {
  /**
   * Which keys it writes, and how often.
   *
   * @param number of the writer, from 0
   * @param writers how many there are
   * @param rows rows the table was made with
   * @param every time from one transaction to the next
   */
  record Share(int number, int writers, long rows, Duration every, long seed) {}

  /** What all writers count together. */
  record Meters(Latencies latencies, AtomicLong writes, Errors errors) {}

  private static final BigDecimal CENT = new BigDecimal("0.01");

  private final Share share;
  private final UsersTable table;
  private final DataSource database;
  private final Ledger ledger;
  private final Meters meters;
  private final AtomicBoolean writesColumn;
  private final AtomicBoolean stopping;
  private final Random random;
  private long appended;
  private long emails;

  DemoWriter(
      Share share,
      UsersTable table,
      DataSource database,
      Ledger ledger,
      Meters meters,
      AtomicBoolean writesColumn,
      AtomicBoolean stopping) {
    this.share = share;
    this.table = table;
    this.database = database;
    this.ledger = ledger;
    this.meters = meters;
    this.writesColumn = writesColumn;
    this.stopping = stopping;
    this.random = new Random(share.seed());
  }

  @Override
  public void run() {
    long next = System.nanoTime();
    while (!stopping.get() && !Thread.currentThread().isInterrupted()) {
      next = Math.max(next + share.every().toNanos(), System.nanoTime() - 1_000_000_000L);
      LockSupport.parkNanos(next - System.nanoTime());
      writeOnce();
    }
  }

  private void writeOnce() {
    long begun = System.nanoTime();
    try (var connection = database.getConnection()) {
      int dice = random.nextInt(10);
      if (dice < 4) {
        insert(connection);
      } else if (dice < 8) {
        update(connection);
      } else if (dice < 9) {
        delete(connection);
      } else {
        changeKey(connection);
      }
      meters.writes().incrementAndGet();
      meters.latencies().record(Duration.ofNanos(System.nanoTime() - begun));
    } catch (SQLException e) {
      meters.errors().record(e);
    }
  }

  private void insert(Connection connection) throws SQLException {
    long key = appendedKey();
    var row = new Ledger.Row(freshEmail(), amount(), now());
    boolean withColumn = writesColumn.get();
    String sql =
        "INSERT INTO %s (id, email, name, amount, status, created_at, updated_at, payload%s)"
                .formatted(table.name(), withColumn ? ", email_lower" : "")
            + " VALUES (?, ?, ?, ?, 'active', ?, ?, ?"
            + (withColumn ? ", ?)" : ")");
    try (var statement = connection.prepareStatement(sql)) {
      statement.setLong(1, key);
      statement.setString(2, row.email());
      statement.setString(3, "New user " + key);
      statement.setBigDecimal(4, row.amount());
      statement.setObject(5, table.bound(row.updatedAt()));
      statement.setObject(6, table.bound(row.updatedAt()));
      statement.setBytes(7, payload());
      if (withColumn) {
        statement.setString(8, lower(row.email()));
      }
      commit(statement, key, Optional.empty(), Optional.of(row));
      ledger.inserted(key, row);
    }
  }

  private void update(Connection connection) throws SQLException {
    Known known = existing(connection);
    boolean email = random.nextBoolean();
    var row = new Ledger.Row(email ? freshEmail() : known.row().email(), amount(), now());
    boolean withColumn = writesColumn.get() && email;
    String sql =
        "UPDATE %s SET amount = ?, updated_at = ?, status = 'active'".formatted(table.name())
            + (email ? ", email = ?" : "")
            + (withColumn ? ", email_lower = ?" : "")
            + " WHERE id = ?";
    try (var statement = connection.prepareStatement(sql)) {
      int at = 1;
      statement.setBigDecimal(at++, row.amount());
      statement.setObject(at++, table.bound(row.updatedAt()));
      if (email) {
        statement.setString(at++, row.email());
      }
      if (withColumn) {
        statement.setString(at++, lower(row.email()));
      }
      statement.setLong(at, known.key());
      commit(statement, known.key(), Optional.of(known.row()), Optional.of(row));
      ledger.updated(known.key(), row);
    }
  }

  private void delete(Connection connection) throws SQLException {
    Known known = existing(connection);
    try (var statement =
        connection.prepareStatement("DELETE FROM %s WHERE id = ?".formatted(table.name()))) {
      statement.setLong(1, known.key());
      commit(statement, known.key(), Optional.of(known.row()), Optional.empty());
      ledger.deleted(known.key());
    }
  }

  private void changeKey(Connection connection) throws SQLException {
    Known known = existing(connection);
    var row = new Ledger.Row(known.row().email(), known.row().amount(), now());
    long to = random.nextBoolean() ? gap() : appendedKey();
    try (var statement =
        connection.prepareStatement(
            "UPDATE %s SET id = ?, updated_at = ? WHERE id = ?".formatted(table.name()))) {
      statement.setLong(1, to);
      statement.setObject(2, table.bound(row.updatedAt()));
      statement.setLong(3, known.key());
      try {
        executeOne(statement);
      } catch (SQLException e) {
        if (answerLost(e)) {
          ledger.unsure(known.key(), Optional.of(known.row()), Optional.empty());
          ledger.unsure(to, Optional.empty(), Optional.of(row));
        }
        throw e;
      }
      ledger.moved(known.key(), to, row);
    }
  }

  /**
   * Runs a statement in a transaction of its own, and notes it when nobody can say whether it was
   * committed.
   */
  private void commit(
      PreparedStatement statement,
      long key,
      Optional<Ledger.Row> before,
      Optional<Ledger.Row> after)
      throws SQLException {
    try {
      executeOne(statement);
    } catch (SQLException e) {
      if (answerLost(e)) {
        ledger.unsure(key, before, after);
      }
      throw e;
    }
  }

  /**
   * A row that the application wrote and does not find again is a lost write; the final check will
   * tell.
   */
  private static void executeOne(PreparedStatement statement) throws SQLException {
    int rows = statement.executeUpdate();
    if (rows != 1) {
      throw new SQLException("wrote " + rows + " rows instead of 1", "demo1");
    }
  }

  /** The connection broke, or the server went away, with the statement under way. */
  private static boolean answerLost(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P");
  }

  private record Known(long key, Ledger.Row row) {}

  /**
   * A row of the share that is there; the ledger knows what it wrote, the rest is as it was loaded.
   */
  private Known existing(Connection connection) throws SQLException {
    while (true) {
      // One in four is a row that this run brought in.
      long number =
          appended > 0 && random.nextInt(4) == 0
              ? share.rows() / share.writers() + 1 + random.nextLong(appended)
              : random.nextLong(Math.max(1, share.rows() / share.writers()));
      long key = key(number);
      Optional<Ledger.Row> row = ledger.knows(key) ? ledger.row(key) : loaded(connection, key);
      if (row.isPresent()) {
        return new Known(key, row.get());
      }
    }
  }

  private Optional<Ledger.Row> loaded(Connection connection, long key) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "SELECT email, amount, updated_at FROM %s WHERE id = ?".formatted(table.name()))) {
      statement.setLong(1, key);
      try (var rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Ledger.Row(rows.getString(1), rows.getBigDecimal(2), table.time(rows, 3)))
            : Optional.empty();
      }
    }
  }

  /** The even keys of this writer, in order: those that were loaded, then those it appends. */
  private long key(long number) {
    return 2 * (number * share.writers() + share.number() + 1);
  }

  private long appendedKey() {
    return key(share.rows() / share.writers() + 1 + appended++);
  }

  /** An odd key that was never used, anywhere in the table. */
  private long gap() {
    while (true) {
      long key = key(random.nextLong(Math.max(1, share.rows() / share.writers()))) - 1;
      if (!ledger.knows(key)) {
        return key;
      }
    }
  }

  private String freshEmail() {
    return "Writer" + share.number() + "." + emails++ + "@Demo.Example";
  }

  private BigDecimal amount() {
    return CENT.multiply(BigDecimal.valueOf(random.nextInt(10_000_000)));
  }

  private byte[] payload() {
    byte[] bytes = new byte[120];
    random.nextBytes(bytes);
    return bytes;
  }

  /** As exactly as the table holds it. */
  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  private static String lower(String email) {
    return email.toLowerCase(Locale.ROOT);
  }
}
