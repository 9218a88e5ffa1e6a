package dev.infill.deploy.testing;

import dev.infill.deploy.local.EmbeddedMySql;
import dev.infill.deploy.local.MySqlSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A MySQL server of a test's own, which the test may set and kill. Costs some seconds to start; the
 * test closes it.
 */
public final class OwnMySql implements AutoCloseable {
  private static final AtomicInteger SERVERS = new AtomicInteger();

  private final EmbeddedMySql server;

  private OwnMySql(EmbeddedMySql server) {
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param base {@link TestMySql#packaged} or {@link TestMySql#bundled}
   */
  public static OwnMySql start(MySqlSettings base, Map<String, String> options) throws IOException {
    var tests = TestFolder.get();
    String name = "own-mysql-" + SERVERS.incrementAndGet();
    var settings = base.with("innodb-flush-log-at-trx-commit", "2").with("sync-binlog", "0");
    for (var option : options.entrySet()) {
      settings = settings.with(option.getKey(), option.getValue());
    }
    var server =
        EmbeddedMySql.start(tests.folder(name), tests.log(name), settings, tests.runFile());
    TestFolder.whenDone(server::close);
    return new OwnMySql(server);
  }

  /** A new, empty database on it; it goes with the server. */
  public TestDatabase database() throws SQLException {
    return new TestMySql(
            server.jdbcUrl("") + "?allowPublicKeyRetrieval=true", server.user(), server.password())
        .database();
  }

  /** A database of another server's, as it is found on this one. */
  public TestDatabase database(TestDatabase other) {
    String url = server.jdbcUrl(other.name()) + "?allowPublicKeyRetrieval=true";
    return new TestDatabase(other.name(), url, server.user(), server.password(), url);
  }

  /** Runs statements in no database. */
  public void execute(String... statements) throws SQLException {
    try (var connection = server.connect("");
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The only column of the only row. */
  public String value(String query) throws SQLException {
    try (var connection = server.connect("");
        var statement = connection.createStatement();
        var answer = statement.executeQuery(query)) {
      answer.next();
      return answer.getString(1);
    }
  }

  /**
   * A replica of this server, of MySQL 9, made while there is nothing on it: it gets all by the
   * transactions' names, and nobody may write it.
   *
   * @param base of the same version
   */
  public OwnMySql replica(MySqlSettings base) throws IOException, SQLException {
    var replica = start(base, Map.of("server-id", "2", "report-host", "127.0.0.1"));
    replica.execute(
        """
        CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = %d,
          SOURCE_USER = '%s', SOURCE_PASSWORD = '%s', SOURCE_AUTO_POSITION = 1,
          GET_SOURCE_PUBLIC_KEY = 1
        """
            .formatted(server.port(), server.user(), server.password()),
        "START REPLICA",
        "SET GLOBAL super_read_only = ON");
    return replica;
  }

  /** Makes a replica a server of its own, which may be written. */
  public void promote() throws SQLException {
    execute(
        "STOP REPLICA",
        "RESET REPLICA ALL",
        "SET GLOBAL super_read_only = OFF",
        "SET GLOBAL read_only = OFF");
  }

  public EmbeddedMySql server() {
    return server;
  }

  @Override
  public void close() {
    server.close();
  }
}
