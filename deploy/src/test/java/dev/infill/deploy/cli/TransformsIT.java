package dev.infill.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.transform.ColumnTransform;
import dev.infill.deploy.local.ChildProcess;
import dev.infill.deploy.testing.ExampleRule;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import dev.infill.deploy.testing.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fill rule in Java comes to the worker in a jar that is not on its class path. */
class TransformsIT {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;

  private TestDatabase database;

  @BeforeEach
  void makeTable() throws SQLException, IOException {
    database = TestPostgres.shared().database();
    database.execute(
        "CREATE TABLE people (id bigint PRIMARY KEY, email text)",
        "INSERT INTO people SELECT n, 'a' || n || '@bücher.example' FROM generate_series(1, 3000) n",
        "INSERT INTO people VALUES (0, NULL)");
    Files.writeString(folder.resolve("password"), database.password());
    Files.writeString(
        folder.resolve("spec.yaml"),
        """
        apiVersion: infill/v1
        kind: Migration
        name: people-domain
        table: public.people
        column: { name: domain, type: text, transform: email-domain, sources: [email] }
        writers: { gate: assume }
        """);
    Files.writeString(
        folder.resolve("fleet.yaml"),
        """
        apiVersion: infill/v1
        kind: Fleet
        name: people-fleet
        shards:
          - { id: shard-0, url: "%s", user: %s, password: "${file:%s}" }
        """
            .formatted(database.url(), database.user(), folder.resolve("password")));
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    database.close();
  }

  @Test
  void aProcessThatIsGivenTheJarFillsByItsRule() throws Exception {
    var run = TestProcess.infill(run("--transforms", ExampleRule.jar().toString()));

    assertThat(ended(run)).as(run::logTail).isEqualTo(ExitCode.DONE);
    assertThat(
            database.number(
                "SELECT count(*) FROM people WHERE domain = 'xn--bcher-kva.example' AND id > 0"))
        .isEqualTo(3000);
    assertThat(database.value("SELECT domain FROM people WHERE id = 0")).isEqualTo("null");
  }

  @Test
  void withoutTheRuleNothingIsBegun() throws Exception {
    Path noRule = folder.resolve("library.jar");
    try (var jar = new JarOutputStream(Files.newOutputStream(noRule))) {
      jar.putNextEntry(new JarEntry("nothing"));
    }
    Path lost = folder.resolve("lost.jar");
    try (var jar = new JarOutputStream(Files.newOutputStream(lost))) {
      jar.putNextEntry(new JarEntry("META-INF/services/" + ColumnTransform.class.getName()));
      jar.write("no.such.Rule".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(refusal(Map.of()))
        .contains("no transform email-domain")
        .contains("Give its jar with --transforms");
    assertThat(refusal(Map.of(), "--transforms", "nosuch.jar:" + folder.resolve("spec.yaml")))
        .contains("nosuch.jar cannot be read")
        .contains("spec.yaml cannot be read");
    assertThat(refusal(Map.of("INFILL_TRANSFORMS", noRule.toString())))
        .contains("no rule is named");
    assertThat(refusal(Map.of(), "--transforms", lost.toString())).contains("no.such.Rule");
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'people'::regclass"
                    + " AND attname = 'domain'"))
        .isZero();
  }

  private String refusal(Map<String, String> environment, String... more) {
    var cli = new TestCli(environment);
    assertThat(cli.execute(run(more))).as(cli.errors()).isEqualTo(ExitCode.WRONG_INPUT);
    return cli.errors();
  }

  private String[] run(String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "run",
                folder.resolve("spec.yaml").toString(),
                "--fleet",
                folder.resolve("fleet.yaml").toString(),
                "--data",
                folder.resolve("data").toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static int ended(ChildProcess run) throws Exception {
    assertThat(run.waitFor(LONG)).as(run::logTail).isTrue();
    return run.exited().join();
  }
}
