package dev.infill.deploy.chaos;

import dev.infill.deploy.cluster.DemoServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The log of a database server that a capture has not read, thrown away as a server does whose disk
 * fills up. Nobody may be reading it.
 */
final class UnreadLog {
  private static final Duration GONE_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private UnreadLog() {}

  /**
   * Returns when none of it is left.
   *
   * @throws IOException when the server keeps it
   */
  static void purge(DemoServer server) throws IOException, InterruptedException {
    var shard = server.shards().getFirst();
    try (var connection = shard.admin().connect()) {
      if (shard.url().startsWith("jdbc:mysql:")) {
        purgeBinaryLogs(connection);
      } else {
        loseSlots(connection);
      }
    } catch (SQLException e) {
      throw new IOException("The log of " + shard.server() + " could not be purged", e);
    }
  }

  /** By the server's own limit on what a slot may keep, which a checkpoint enforces. */
  private static void loseSlots(Connection connection)
      throws SQLException, IOException, InterruptedException {
    run(connection, "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
    try {
      until(
          () -> {
            run(
                connection,
                "SELECT pg_logical_emit_message(false, 'chaos', repeat('x', 1000000))"
                    + " FROM generate_series(1, 20)",
                "SELECT pg_switch_wal()",
                "CHECKPOINT");
            return text(
                    connection,
                    "SELECT count(*) FROM pg_replication_slots"
                        + " WHERE wal_status IS DISTINCT FROM 'lost'")
                .equals("0");
          });
    } finally {
      run(connection, "ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
  }

  /** All but the file that is written to. The server keeps a file as long as somebody reads it. */
  private static void purgeBinaryLogs(Connection connection)
      throws SQLException, IOException, InterruptedException {
    run(connection, "FLUSH BINARY LOGS");
    String last = "";
    try (var statement = connection.createStatement();
        var logs = statement.executeQuery("SHOW BINARY LOGS")) {
      while (logs.next()) {
        last = logs.getString(1);
      }
    }
    String kept = last;
    until(
        () -> {
          run(connection, "PURGE BINARY LOGS TO '" + kept + "'");
          return text(connection, "SHOW BINARY LOGS").equals(kept);
        });
  }

  private interface Done {
    boolean done() throws SQLException;
  }

  private static void until(Done step) throws SQLException, IOException, InterruptedException {
    long giveUp = System.nanoTime() + GONE_WITHIN.toNanos();
    while (!step.done()) {
      if (System.nanoTime() > giveUp) {
        throw new IOException("The server still keeps its log after " + GONE_WITHIN);
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
