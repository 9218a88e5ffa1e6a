package dev.infill.deploy.testing;

import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedMySql;
import dev.infill.deploy.local.MySqlSettings;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mysql.MySQLContainer;

/**
 * MySQL servers that all tests of this JVM share. The newest is the one that {@code
 * INFILL_TEST_MYSQL_URL} (with {@code _USER} and {@code _PASSWORD}) names, else a container where
 * Docker answers, else that of Debian's packages. It says which. A test is skipped, and says so,
 * where there is none.
 */
public final class TestMySql {
  private static final String ENV = "INFILL_TEST_MYSQL_URL";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** Of the user who may do everything. */
  public static final String PASSWORD = "secret-of-the-tests";

  private static final String USER = "root";

  private final String adminUrl;
  private final String user;
  private final String password;

  TestMySql(String adminUrl, String user, String password) {
    this.adminUrl = adminUrl;
    this.user = user;
    this.password = password;
  }

  /** MySQL 9 unless the environment names another. */
  public static TestMySql newest() {
    return Newest.SERVER.orSkip();
  }

  /** MySQL 8.0.12. */
  public static TestMySql version80() {
    return Version80.SERVER.orSkip();
  }

  /**
   * MySQL 9 with what may be set otherwise than usual: no GTIDs, small row images, another language
   * of SQL, time zone and character set, and no table without a primary key.
   */
  public static TestMySql oddlySet() {
    return OddlySet.SERVER.orSkip();
  }

  /** A new, empty database. The test closes it. */
  public TestDatabase database() throws SQLException {
    String name = "t" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
    try (var connection = DriverManager.getConnection(adminUrl, user, password);
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    int query = adminUrl.indexOf('?');
    int slash = adminUrl.lastIndexOf('/', query < 0 ? adminUrl.length() : query);
    String url =
        adminUrl.substring(0, slash + 1) + name + (query < 0 ? "" : adminUrl.substring(query));
    return new TestDatabase(name, url, user, password, adminUrl);
  }

  private static TestMySql find() throws IOException {
    String url = System.getenv(ENV);
    if (url != null && !url.isEmpty()) {
      say("MySQL of " + ENV);
      return new TestMySql(
          url,
          System.getenv().getOrDefault("INFILL_TEST_MYSQL_USER", USER),
          System.getenv().getOrDefault("INFILL_TEST_MYSQL_PASSWORD", ""));
    }
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return container();
    }
    var settings = MySqlSettings.packaged(USER, PASSWORD);
    say("MySQL 9 of Debian's packages");
    return start("mysql-9", settings);
  }

  private static TestMySql container() {
    say("MySQL in a container");
    var container = new MySQLContainer("mysql:9.7").withUsername(USER).withPassword(PASSWORD);
    container.setCommand("mysqld", "--gtid-mode=ON", "--enforce-gtid-consistency=ON");
    container.start();
    TestFolder.whenDone(container::stop);
    return new TestMySql(container.getJdbcUrl() + "?allowPublicKeyRetrieval=true", USER, PASSWORD);
  }

  private static TestMySql start(String name, MySqlSettings settings) throws IOException {
    DataFolder folder = TestFolder.get();
    // Tests come and go: nothing of theirs has to survive the machine.
    var server =
        EmbeddedMySql.start(
            folder.folder(name),
            folder.log(name),
            settings.with("innodb-flush-log-at-trx-commit", "2").with("sync-binlog", "0"),
            folder.runFile());
    TestFolder.whenDone(server::close);
    return new TestMySql(
        server.jdbcUrl("") + "?allowPublicKeyRetrieval=true", server.user(), server.password());
  }

  /** How to start MySQL 9 of Debian's packages. */
  public static MySqlSettings packaged() {
    return Packaged.SETTINGS.orSkip();
  }

  /** How to start MySQL 8.0.12, which comes with Infill. */
  public static MySqlSettings bundled() {
    return Bundled.SETTINGS.orSkip();
  }

  /** What was found, or of what nothing was. */
  private record Found<T>(Optional<T> thing, String what) {
    static <T> Found<T> of(String what, Finding<T> finding) {
      try {
        return new Found<>(Optional.of(finding.find()), what);
      } catch (IOException e) {
        say("SKIPPED: no " + what + ": " + e.getMessage());
        return new Found<>(Optional.empty(), what);
      }
    }

    T orSkip() {
      Assumptions.assumeTrue(thing.isPresent(), what);
      return thing.orElseThrow();
    }
  }

  private interface Finding<T> {
    T find() throws IOException;
  }

  // The tests' own account of which servers they ran on belongs on the console.
  @SuppressWarnings("SystemOut")
  private static void say(String what) {
    System.out.println("[tests] " + what);
  }

  /** Started by the first test that asks. */
  private static final class Newest {
    static final Found<TestMySql> SERVER = Found.of("MySQL 9", TestMySql::find);
  }

  /** Started by the first test that asks. */
  private static final class Version80 {
    static final Found<TestMySql> SERVER =
        Found.of("MySQL 8.0.12", () -> start("mysql-8.0", MySqlSettings.bundled(USER, PASSWORD)));
  }

  /** Started by the first test that asks. */
  private static final class OddlySet {
    static final Found<TestMySql> SERVER =
        Found.of(
            "MySQL 9, oddly set",
            () ->
                start(
                    "mysql-odd",
                    MySqlSettings.packaged(USER, PASSWORD)
                        .with("gtid-mode", "OFF")
                        .with("enforce-gtid-consistency", "OFF")
                        .with("binlog-row-image", "MINIMAL")
                        .with("sql-mode", "ANSI,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH")
                        .with("default-time-zone", "+05:45")
                        .with("character-set-server", "latin1")
                        .with("sql-require-primary-key", "ON")));
  }

  /** Fetched by the first test that asks. */
  private static final class Packaged {
    static final Found<MySqlSettings> SETTINGS =
        Found.of("MySQL 9 of Debian's packages", () -> MySqlSettings.packaged(USER, PASSWORD));
  }

  /** Unpacked for the first test that asks. */
  private static final class Bundled {
    static final Found<MySqlSettings> SETTINGS =
        Found.of("MySQL 8.0.12", () -> MySqlSettings.bundled(USER, PASSWORD));
  }
}
