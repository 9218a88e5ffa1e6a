package dev.infill.deploy.bench;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;

/**
 * One connection of an application that knows nothing of the migration: reads a row by its key, or
 * updates it, each as a transaction of its own.
 */
final class Application implements OpenLoop.Client {
  private static final BigDecimal CENT = new BigDecimal("0.01");

  private final BenchTable table;
  private final Random random;
  private final Connection connection;
  private final PreparedStatement read;
  private final PreparedStatement update;

  private Application(BenchTable table, long seed) throws SQLException {
    this.table = table;
    this.random = new Random(seed);
    var sql = table.sql();
    String key = sql.key(table.shape().key(), sql.boundNumber());
    this.connection = table.connect();
    this.read =
        connection.prepareStatement(
            "SELECT email, amount, status FROM %s WHERE id = %s".formatted(sql.name(), key));
    this.update =
        connection.prepareStatement(
            "UPDATE %s SET amount = ?, email = %s, updated_at = now() WHERE id = %s"
                .formatted(sql.name(), sql.newEmail(), key));
  }

  static Application open(BenchTable table, long seed) throws SQLException {
    return new Application(table, seed);
  }

  /** Every second time it writes, in keys that are all over the table. */
  @Override
  public void run(long n) throws SQLException {
    long row = 1 + random.nextLong(table.rows());
    if (n % 2 == 0) {
      read.setLong(1, row);
      try (var rows = read.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("a row is missing");
        }
      }
    } else {
      update.setBigDecimal(1, CENT.multiply(BigDecimal.valueOf(random.nextInt(1_000_000))));
      update.setLong(2, row);
      update.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
