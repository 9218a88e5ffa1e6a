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

  public EmbeddedMySql server() {
    return server;
  }

  @Override
  public void close() {
    server.close();
  }
}
