package dev.infill.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosIT {
  @TempDir Path folder;

  private final TestCli cli = new TestCli();

  /**
   * Broker, coordinator, worker and database are killed by this seed, and the unread log purged.
   */
  @Test
  void losesNothingWhilePartsDie() throws Exception {
    int code =
        cli.execute(
            "chaos",
            "--minutes=0.7",
            "--seed=259",
            "--faults=kill-worker,kill-coordinator,kill-broker,kill-database,purge-log",
            "--engine=postgres",
            "--rows=2000",
            "--json",
            "--data",
            folder.resolve("chaos").toString());

    assertThat(code).as(cli.errors() + cli.output()).isEqualTo(ExitCode.DONE);
    JsonNode json = cli.json();
    assertThat(json.path("migrations").asLong()).isPositive();
    assertThat(injected(json)).isEqualTo(5);
    assertThat(json.path("rowsChecked").asLong()).isGreaterThan(4 * 1_000);
    assertThat(json.path("writes").asLong()).isPositive();
    assertThat(json.path("lostWrites").asLong(-1)).isZero();
    assertThat(json.path("mismatches").asLong(-1)).isZero();
    assertThat(json.path("problems")).isEmpty();
    assertThat(Files.readAllLines(folder.resolve("chaos/processes"))).isEmpty();
  }

  @Test
  void refusesWhatMakesNoRun() {
    int code =
        cli.execute(
            "chaos",
            "--rows=5",
            "--minutes=0",
            "--write-rate=1",
            "--engine=oracle",
            "--faults=kill-worker,kill-cat",
            "--apart=0");

    assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(cli.errors())
        .contains("--rows", "--minutes", "--write-rate", "--engine", "kill-cat", "--apart");
  }

  private static int injected(JsonNode json) {
    int all = 0;
    for (JsonNode fault : json.path("faults")) {
      all += fault.path("injected").asInt();
    }
    return all;
  }
}
