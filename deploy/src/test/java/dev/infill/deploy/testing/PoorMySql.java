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

  @Override
  public void close() {
    server.close();
  }
}
