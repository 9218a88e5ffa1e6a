package dev.infill.deploy.worker;

import dev.infill.deploy.testing.OwnMySql;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
import java.sql.SQLException;
import java.util.Map;

/**
 * The servers that MySQL is captured from: old and new, with and without names and whole images.
 */
enum MySqlKind {
  NEWEST,
  NEWEST_PARTIAL,
  VERSION_8_0,
  VERSION_8_0_WITHOUT_NAMES;

  /** A database on such a server, which is the test's own where it is unlike all others. */
  Opened open() throws Exception {
    return switch (this) {
      case NEWEST -> new Opened(TestMySql.newest().database(), () -> {});
      case VERSION_8_0 -> new Opened(TestMySql.version80().database(), () -> {});
      case NEWEST_PARTIAL ->
          own(OwnMySql.start(TestMySql.packaged(), Map.of("binlog-row-image", "MINIMAL")));
      case VERSION_8_0_WITHOUT_NAMES ->
          own(
              OwnMySql.start(
                  TestMySql.bundled(),
                  Map.of("gtid-mode", "OFF", "enforce-gtid-consistency", "OFF")));
    };
  }

  private static Opened own(OwnMySql server) throws Exception {
    return new Opened(server.database(), server::close);
  }

  /** A database, and what goes with it. */
  record Opened(TestDatabase database, Runnable server) implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      database.close();
      server.run();
    }
  }
}
