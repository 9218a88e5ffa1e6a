package dev.infill.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetCommandTest {
  @TempDir Path folder;

  private final TestCli cli = new TestCli(Map.of("PW", "a-secret-word"));
  private Path fleet = Path.of("");

  @BeforeEach
  void write() throws Exception {
    fleet =
        Files.writeString(
            folder.resolve("fleet.yaml"),
            """
            apiVersion: infill/v1
            kind: Fleet
            name: users
            shards:
              - { id: a, url: "jdbc:postgresql://db/app", user: infill, password: "${env:PW}" }
              - { id: b, url: "jdbc:mysql://db/app", user: infill, password: "${env:OTHER}" }
            """);
  }

  @Test
  void showsShardsAndWherePasswordsAreKeptButNone() {
    assertThat(cli.execute("fleet", fleet.toString())).isZero();

    assertThat(cli.output())
        .contains("users: 2 shards")
        .contains("${env:PW}")
        .contains("${env:OTHER} (not found here)")
        .doesNotContain("a-secret-word");
  }

  @Test
  void tellsTheSameInJson() throws Exception {
    assertThat(cli.execute("fleet", fleet.toString(), "--json")).isZero();

    assertThat(cli.json().at("/shards/0/passwordFound").asBoolean()).isTrue();
    assertThat(cli.json().at("/shards/1/passwordFound").asBoolean()).isFalse();
    assertThat(cli.json().at("/shards/1/engine").asText()).isEqualTo("mysql");
    assertThat(cli.output()).doesNotContain("a-secret-word");
  }

  @Test
  void tellsWhatIsWrongWithALine() throws Exception {
    Files.writeString(
        fleet, Files.readString(fleet).replace("jdbc:mysql://db/app", "jdbc:oracle:thin:@db"));

    assertThat(cli.execute("fleet", fleet.toString())).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(cli.errors()).contains("fleet.yaml:6").contains("jdbc:mysql://host");
  }
}
