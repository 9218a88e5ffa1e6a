package dev.infill.deploy.testing;

import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL server that all tests of this JVM share: the one that {@code
 * INFILL_TEST_POSTGRES_URL} (with {@code _USER} and {@code _PASSWORD}) names, else a container
 * where Docker answers, else the one that comes with Infill. It says which.
 */
public final class TestPostgres {
  private static final String ENV = "INFILL_TEST_POSTGRES_URL";
  private static final Path DEBIAN_15 = Path.of("/usr/lib/postgresql/15/bin");
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final String adminUrl;
  private final String user;
  private final String password;

  TestPostgres(String adminUrl, String user, String password) {
    this.adminUrl = adminUrl;
    this.user = user;
    this.password = password;
  }

  /** The server of most tests: PostgreSQL 18 unless the environment names another. */
  public static TestPostgres shared() {
    return Shared.SERVER;
  }

  /**
   * PostgreSQL 15 of this operating system; the test is skipped, and says so, where there is none.
   */
  public static TestPostgres version15() {
    assume15();
    return Version15.SERVER;
  }

  /** How to start PostgreSQL 15 of this operating system; the test is skipped without it. */
  static PostgresSettings installed15() {
    assume15();
    return PostgresSettings.installed(DEBIAN_15, "postgres", "test");
  }

  private static void assume15() {
    boolean there = Files.isExecutable(DEBIAN_15.resolve("postgres"));
    if (!there) {
      say("SKIPPED: no PostgreSQL 15 in " + DEBIAN_15);
    }
    Assumptions.assumeTrue(there, "PostgreSQL 15 in " + DEBIAN_15);
  }

  /** A server that comes with Infill and whose {@code wal_level} is no more than replica. */
  public static TestPostgres withoutLogicalWal() {
    return WithoutLogicalWal.SERVER;
  }

  /** A new, empty database. The test closes it. */
  public TestDatabase database() throws SQLException {
    String name = "t" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
    try (var connection = DriverManager.getConnection(adminUrl, user, password);
        var statement = connection.createStatement()) {
      statement.execute("create database " + name + " template template0");
    }
    int slash = adminUrl.lastIndexOf('/');
    int query = adminUrl.indexOf('?');
    String url =
        adminUrl.substring(0, slash + 1) + name + (query < 0 ? "" : adminUrl.substring(query));
    return new TestDatabase(name, url, user, password, adminUrl);
  }

  private static TestPostgres find() {
    String url = System.getenv(ENV);
    if (url != null && !url.isEmpty()) {
      say("PostgreSQL of " + ENV);
      return new TestPostgres(
          url,
          System.getenv().getOrDefault("INFILL_TEST_POSTGRES_USER", "postgres"),
          System.getenv().getOrDefault("INFILL_TEST_POSTGRES_PASSWORD", ""));
    }
    return DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
  }

  private static TestPostgres container() {
    say("PostgreSQL in a container");
    var container = new PostgreSQLContainer("postgres:18");
    container.setCommand("postgres", "-c", "wal_level=logical", "-c", "max_replication_slots=20");
    container.start();
    TestFolder.whenDone(container::stop);
    return new TestPostgres(
        container.getJdbcUrl(), container.getUsername(), container.getPassword());
  }

  private static TestPostgres embedded() {
    say("PostgreSQL that comes with Infill");
    return start("postgres", bundled());
  }

  static PostgresSettings bundled() {
    try {
      return PostgresSettings.bundled("postgres", "test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TestPostgres start(String name, PostgresSettings settings) {
    DataFolder folder = TestFolder.get();
    try {
      // Tests come and go: nothing of theirs has to survive the machine. Enough slots for tests
      // side by side.
      var server =
          EmbeddedPostgres.start(
              folder.folder(name),
              folder.log(name),
              settings.with("fsync", "off"),
              folder.runFile());
      TestFolder.whenDone(server::close);
      return new TestPostgres(server.jdbcUrl("postgres"), server.user(), server.password());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The tests' own account of which servers they ran on belongs on the console.
  @SuppressWarnings("SystemOut")
  private static void say(String what) {
    System.out.println("[tests] " + what);
  }

  /** Started by the first test that asks. */
  private static final class Shared {
    static final TestPostgres SERVER = find();
  }

  /** Started by the first test that asks. */
  private static final class WithoutLogicalWal {
    static final TestPostgres SERVER =
        start("postgres-replica", bundled().with("wal_level", "replica"));
  }

  /** Started by the first test that asks. */
  private static final class Version15 {
    static final TestPostgres SERVER =
        start("postgres-15", PostgresSettings.installed(DEBIAN_15, "postgres", "test"));
  }
}
