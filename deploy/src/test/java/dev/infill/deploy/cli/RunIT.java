package dev.infill.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.deploy.local.ChildProcess;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.OtlpReceiver;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import dev.infill.deploy.testing.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunIT {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;

  private OtlpReceiver traces;
  private TestCli cli;
  private TestDatabase database;

  @BeforeEach
  void makeTable() throws SQLException, IOException {
    traces = OtlpReceiver.start();
    cli = new TestCli(traces.environment());
    database = TestPostgres.shared().database();
    database.execute(
        "CREATE TABLE people (id bigint PRIMARY KEY, name text, divisor int NOT NULL DEFAULT 1)",
        "INSERT INTO people SELECT n, 'Name ' || n FROM generate_series(1, 20000) AS n");
    Files.writeString(folder.resolve("password"), database.password());
    fleet(database.url());
    spec("upper(name)", "assume", 5_000);
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    traces.close();
    database.close();
  }

  @Test
  void completesFindsItCompletedTheNextTimeAndTakesItBackWhenAsked() throws Exception {
    assertThat(run("--json")).as(cli.errors()).isEqualTo(ExitCode.DONE);
    assertThat(cli.json().path("phase").asText()).isEqualTo("Completed");
    assertThat(wrongRows("upper(name)")).isZero();
    assertThat(traces.spans())
        .as("both parts trace to where the environment says")
        .extracting(OtlpReceiver.Received::service)
        .contains("infill-coordinator", "infill-worker");

    assertThat(run("--json")).isEqualTo(ExitCode.DONE);
    assertThat(cli.json().path("shards").path(0).path("report").path("rowsFilled").asLong())
        .isEqualTo(20_000);

    assertThat(run("--rollback", "--json")).as(cli.errors()).isEqualTo(ExitCode.DONE);
    assertThat(cli.json().path("phase").asText()).isEqualTo("RolledBack");
    assertThat(hasColumn()).isFalse();
  }

  @Test
  void goesOnAfterAKill() throws Exception {
    database.execute(
        "INSERT INTO people SELECT n, 'Name ' || n FROM generate_series(20001, 100000) AS n");
    spec("upper(name)", "assume", 2_000);
    ChildProcess first = TestProcess.infill(arguments());
    awaitFilling(first);

    first.kill();
    long filled = database.number("SELECT count(value) FROM people");
    ChildProcess second = TestProcess.infill(arguments());

    assertThat(second.waitFor(LONG)).as(second::logTail).isTrue();
    assertThat(second.exited().join()).as(second.logTail()).isEqualTo(ExitCode.DONE);
    assertThat(filled).isLessThan(100_000);
    assertThat(wrongRows("upper(name)")).isZero();
  }

  @Test
  void tellsAllThatIsWrongWithBothFiles() throws Exception {
    Files.writeString(
        folder.resolve("spec.yaml"), "apiVersion: infill/v1\nkind: Migration\nname: Bad Name\n");
    Files.writeString(
        folder.resolve("fleet.yaml"), "apiVersion: infill/v1\nkind: Fleet\nname: f\nshards: []\n");

    assertThat(run()).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(cli.errors()).contains("spec.yaml:3").contains("fleet.yaml").contains("column");
  }

  @Test
  void refusesAnUnknownColumnAndChangesNothing() throws Exception {
    spec("upper(surname)", "assume", 5_000);

    assertThat(run()).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(cli.errors()).contains("surname");
    assertThat(hasColumn()).isFalse();
  }

  @Test
  void refusesADatabaseThatIsOutOfReach() throws Exception {
    fleet("jdbc:postgresql://127.0.0.1:1/app");

    assertThat(run()).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(cli.errors()).contains("shard-0").doesNotContain(database.password());
  }

  @Test
  void doesNotWaitForWritersWhenToldSo() throws Exception {
    spec("upper(name)", "application", 5_000);

    assertThat(run("--no-wait")).as(cli.errors()).isEqualTo(ExitCode.WAITING);
    assertThat(hasColumn()).isTrue();
  }

  @Test
  void failsOverARowThatCantBeComputedAndGoesOnWhenItIsRepaired() throws Exception {
    database.execute("UPDATE people SET divisor = 0 WHERE id = 77");
    spec("(100 / divisor)::text", "assume", 5_000);

    assertThat(run("--json")).as(cli.errors()).isEqualTo(ExitCode.FAILED);
    assertThat(cli.json().toString()).contains("77");
    assertThat(database.number("SELECT count(value) FROM people")).isEqualTo(19_999);

    database.execute("UPDATE people SET divisor = 4 WHERE id = 77");
    assertThat(run("--json")).as(cli.errors()).isEqualTo(ExitCode.DONE);
    assertThat(wrongRows("(100 / divisor)::text")).isZero();
  }

  private int run(String... more) {
    var arguments = new String[arguments().length + more.length];
    System.arraycopy(arguments(), 0, arguments, 0, arguments().length);
    System.arraycopy(more, 0, arguments, arguments().length, more.length);
    return cli.execute(arguments);
  }

  private String[] arguments() {
    return new String[] {
      "run",
      folder.resolve("spec.yaml").toString(),
      "--fleet",
      folder.resolve("fleet.yaml").toString(),
      "--data",
      folder.resolve("data").toString()
    };
  }

  private void awaitFilling(ChildProcess process) throws Exception {
    Await.until(
        "it fills",
        LONG,
        () -> {
          assertThat(process.isAlive()).as(process.logTail()).isTrue();
          return hasColumn() && database.number("SELECT count(value) FROM people") > 0;
        });
  }

  private boolean hasColumn() throws SQLException {
    return database.number(
            "SELECT count(*) FROM pg_attribute WHERE attrelid = 'people'::regclass AND attname ="
                + " 'value'")
        > 0;
  }

  private long wrongRows(String value) throws SQLException {
    return database.number("SELECT count(*) FROM people WHERE value IS DISTINCT FROM " + value);
  }

  private void spec(String value, String gate, int rangeRows) throws IOException {
    Files.writeString(
        folder.resolve("spec.yaml"),
        """
        apiVersion: infill/v1
        kind: Migration
        name: people-value
        table: public.people
        column: { name: value, type: text, value: "%s" }
        constraints: { notNull: true }
        writers: { gate: %s, quiet: 1s, minChanges: 1 }
        limits: { rangesInFlight: 2, rangeRows: %d, chunkTarget: 100ms, lockTimeout: 1s, pace: { slowdown: off } }
        """
            .formatted(value, gate, rangeRows));
  }

  private void fleet(String url) throws IOException {
    Files.writeString(
        folder.resolve("fleet.yaml"),
        """
        apiVersion: infill/v1
        kind: Fleet
        name: people-fleet
        shards:
          - { id: shard-0, url: "%s", user: %s, password: "${file:%s}" }
        """
            .formatted(url, database.user(), folder.resolve("password")));
  }
}
