package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.deploy.Main;
import dev.infill.deploy.cli.Cli;
import dev.infill.deploy.cli.ExitCode;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.client.ApiException;
import dev.infill.deploy.local.ChildProcess;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.FreePort;
import dev.infill.deploy.local.JavaChild;
import dev.infill.deploy.local.Shutdown;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What can't work is refused before anything is changed: a sentence for each thing that is wrong,
 * with what to do.
 */
class BadInputIT {
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: refused
      table: %s
      column: { name: email_lower, type: %s, value: %s }
      constraints: { notNull: true }
      """;

  @TempDir private static Path folder;
  private static LocalCluster cluster;
  private static TestDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = TestPostgres.shared().database();
    createTables(database);
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    database.close();
  }

  private static void createTables(TestDatabase target) throws SQLException {
    target.execute(
        "CREATE TABLE people (id bigint PRIMARY KEY, email text NOT NULL)",
        "INSERT INTO people SELECT n, 'Mail.' || n FROM generate_series(1, 100) AS n",
        "CREATE TABLE keyless (email text)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          people  | text | "lower(mail)"                     | mail         | columns of the table
          people  | int  | "lower(email)"                    | integer      | CAST
          people  | text | "lower(email)) FROM people; --"   | closes       | Balance
          people  | text | "lower(email); DROP TABLE people" | ends a statement | one expression
          people  | text | "lower(email) /* the rest"        | opens a comment | Take it out
          people  | text | "lower(email) -- the rest"        | opens a comment | Take it out
          people  | text | "(SELECT max(email) FROM people)" | other rows   | row alone
          people  | text | "(SELECT max(relname::text) FROM pg_class)" | not followed | lookups
          people  | nosuch | "lower(email)"                  | nosuch       | type
          nobody  | text | "lower(email)"                    | nobody       | table
          keyless | text | "lower(email)"                    | key          | key
          """)
  void refusesWhatTheDatabaseCannotDo(
      String table, String type, String value, String named, String advice) throws Exception {
    var refused =
        refused(SPEC.formatted(table, type, value), Fleets.of(folder, database), database);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.sentences()).hasSize(1);
    assertThat(refused.getMessage()).containsIgnoringCase(named).containsIgnoringCase(advice);
  }

  @Test
  void tellsEverythingThatIsWrongWithASpecAtOnce() throws Exception {
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: Not A Name
        table: people
        column: { name: email_lower, typ: text, value: "lower(email)" }
        limits: { rangeRows: 0 }
        """;

    var refused = refused(spec, Fleets.of(folder, database), database);

    assertThat(refused.sentences()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(refused.getMessage())
        .contains("spec.yaml:3")
        .contains("spec.yaml:5")
        .contains("spec.yaml:6")
        .contains("rangeRows");
  }

  @Test
  void namesThePrivilegeThatIsMissing() throws Exception {
    String role = "r" + database.name();
    database.execute(
        "CREATE ROLE " + role + " LOGIN PASSWORD 'test'",
        "GRANT SELECT, UPDATE ON people TO " + role);
    try {
      var refused =
          refused(
              SPEC.formatted("people", "text", "lower(email)"),
              Fleets.of(folder, database, role, "test"),
              database);

      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.getMessage()).contains("REPLICATION").contains("does not own");
    } finally {
      database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
    }
  }

  @Test
  void refusesALoginThatTheServerRefuses() throws Exception {
    var refused =
        refused(
            SPEC.formatted("people", "text", "lower(email)"),
            Fleets.of(folder, database, database.user(), "wr0ngpassword"),
            database);

    assertThat(refused.getMessage()).contains("shard-0").doesNotContain("wr0ngpassword");
  }

  @Test
  void refusesAServerWithoutLogicalWal() throws Exception {
    try (var other = TestPostgres.withoutLogicalWal().database()) {
      createTables(other);

      var refused =
          refused(
              SPEC.formatted("people", "text", "lower(email)"), Fleets.of(folder, other), other);

      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.getMessage()).contains("wal_level").contains("logical");
    }
  }

  @Test
  void saysThatADatabaseCannotBeReached() throws Exception {
    var nowhere =
        new TestDatabase(
            "nowhere",
            "jdbc:postgresql://127.0.0.1:" + FreePort.find() + "/nowhere",
            "postgres",
            "test",
            "");

    var refused =
        refused(
            SPEC.formatted("people", "text", "lower(email)"), Fleets.of(folder, nowhere), database);

    assertThat(refused.status()).isEqualTo(502);
    assertThat(refused.getMessage()).contains("shard-0").contains("url");
  }

  @Test
  void refusesAlsoFromAShell() throws Exception {
    Path spec =
        Files.writeString(
            folder.resolve("refused.yaml"), SPEC.formatted("people", "text", "lower(mail)"));
    Path fleet =
        Files.writeString(folder.resolve("fleet.yaml"), Fleets.of(folder, database).text());
    List<String> before = Catalog.of(database);
    var errors = new ByteArrayOutputStream();
    int code;
    try (var shutdown = Shutdown.ofProcess()) {
      var printed = new PrintStream(errors, true, StandardCharsets.UTF_8);
      code =
          new Cli(Map.of(), printed, printed, shutdown)
              .execute(
                  "submit",
                  spec.toString(),
                  "--fleet",
                  fleet.toString(),
                  "--url",
                  cluster.coordinator().url().toString());
    }

    assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(errors.toString(StandardCharsets.UTF_8).strip()).contains("mail").hasLineCount(1);
    assertThat(Catalog.of(database)).isEqualTo(before);
  }

  @Test
  void saysThatABrokerCannotBeReached() throws Exception {
    String broker = "127.0.0.1:" + FreePort.find();
    try (var data = DataFolder.take(folder.resolve("no-broker"));
        var coordinator = start("coordinator", broker, data);
        var worker = start("worker", broker, data)) {
      for (ChildProcess child : List.of(coordinator, worker)) {
        int code = child.exited().get(90, TimeUnit.SECONDS);

        assertThat(child.logTail()).contains(broker);
        assertThat(child.logTail().lines().filter(line -> line.startsWith("infill: "))).hasSize(1);
        assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
      }
    }
  }

  private static ChildProcess start(String command, String broker, DataFolder data)
      throws IOException {
    return ChildProcess.start(
        JavaChild.of(
            command,
            Main.class,
            List.of("-XX:TieredStopAtLevel=1", "-Dlogback.configurationFile=logback.xml"),
            List.of(command, "--kafka", broker),
            Map.of(),
            data.log(command)),
        data.runFile());
  }

  /** Submits what must be refused, and looks that nothing was changed. */
  private static ApiException refused(String spec, NamedText fleet, TestDatabase looked)
      throws Exception {
    List<String> before = Catalog.of(looked);

    var refused =
        catchThrowableOfType(
            ApiException.class,
            () -> cluster.api().submit(new NamedText("spec.yaml", spec), fleet));

    assertThat(refused).isNotNull();
    assertThat(Catalog.of(looked)).isEqualTo(before);
    assertThat(cluster.api().migration("refused")).isEmpty();
    return refused;
  }
}
