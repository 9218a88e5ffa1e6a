package dev.infill.deploy.testing;

import dev.infill.deploy.local.EmbeddedMySql;
import dev.infill.deploy.local.MySqlSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A MySQL server of a test's own, with settings that no other test could bear. */
public final class PoorMySql implements AutoCloseable {
  private static final AtomicInteger SERVERS = new AtomicInteger();
  private static final String DATABASE = "poor";

  private final EmbeddedMySql server;

  /**
   * @param settings which server, and how it differs from that of other tests
   */
  public PoorMySql(MySqlSettings settings) throws IOException, SQLException {
    var test = TestFolder.get();
    String name = "mysql-poor-" + SERVERS.incrementAndGet();
    this.server =
        EmbeddedMySql.start(
            test.folder(name),
            test.log(name),
            settings.with("innodb-flush-log-at-trx-commit", "2").with("sync-binlog", "0"),
            test.runFile());
    database("").execute("CREATE DATABASE " + DATABASE);
  }

  /** Its only database. */
  public TestDatabase database() {
    return database(DATABASE);
  }

  private TestDatabase database(String name) {
    String url = server.jdbcUrl(name) + "?allowPublicKeyRetrieval=true";
    return new TestDatabase(name, url, server.user(), server.password(), url);
  }

  /** Makes it a replica of another, from what that has now on; returns when it registered there. */
  public void follow(TestDatabase source) throws SQLException, InterruptedException {
    boolean renamed = source.value("SELECT VERSION()").startsWith("9");
    String name = renamed ? "SOURCE" : "MASTER";
    String from;
    try (var connection = source.connect();
        var statement = connection.createStatement();
        var at =
            statement.executeQuery(renamed ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS")) {
      at.next();
      from =
          "%1$s_LOG_FILE = '%2$s', %1$s_LOG_POS = %3$d"
              .formatted(name, at.getString("File"), at.getLong("Position"));
    }
    database("")
        .execute(
            "CHANGE %s TO %s_HOST = '127.0.0.1', %s_PORT = %s, %s_USER = '%s', %s_PASSWORD = '%s', %s, GET_%s_PUBLIC_KEY = 1"
                .formatted(
                    renamed ? "REPLICATION SOURCE" : "MASTER",
                    name,
                    name,
                    source.url().replaceAll(".*:(\\d+)/.*", "$1"),
                    name,
                    source.user(),
                    name,
                    source.password(),
                    from,
                    renamed ? "SOURCE" : "MASTER"),
            renamed ? "START REPLICA" : "START SLAVE");
    Await.until(
        "the replica registered",
        Await.LONG,
        () -> !source.column(renamed ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS").isEmpty());
  }

  @Override
  public void close() {
    server.close();
  }
}
