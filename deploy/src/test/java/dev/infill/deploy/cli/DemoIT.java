package dev.infill.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoIT {
  @TempDir Path folder;

  private final TestCli cli = new TestCli();

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "mysql", "mixed"})
  void endsWithTheProofAndNothingButJson(String engine) throws Exception {
    int code =
        cli.execute(
            "demo",
            "--engine",
            engine,
            "--rows",
            "5000",
            "--write-rate",
            "50",
            "--workers",
            "1",
            "--json",
            "--data",
            folder.resolve("demo").toString());

    assertThat(code).as(cli.errors()).isEqualTo(ExitCode.DONE);
    JsonNode json = cli.json();
    assertThat(json.path("phase").asText()).isEqualTo("Completed");
    assertThat(json.path("rows").asLong()).isGreaterThan(4_000);
    assertThat(json.path("rowsFilled").asLong()).isGreaterThan(4_000);
    assertThat(json.path("rowsDualWritten").asLong()).isPositive();
    assertThat(json.path("mismatches").asLong(-1)).isZero();
    assertThat(json.path("lostWrites").asLong(-1)).isZero();
    assertThat(json.path("fillRowsPerSecond").asLong()).isPositive();
    assertThat(json.path("problems")).isEmpty();
    assertThat(json.path("phases").fieldNames())
        .toIterable()
        .contains("Backfilling", "AwaitingWriters");
    assertThat(json.path("shards")).hasSize(engine.equals("mixed") ? 2 : 1);
    assertThat(json.path("application").path("errors").asLong(-1)).isZero();
    assertThat(Files.readAllLines(folder.resolve("demo/processes"))).isEmpty();
  }

  @Test
  void refusesNumbersThatMakeNoDemo() {
    int code =
        cli.execute("demo", "--rows=5", "--workers=0", "--write-rate=1000000", "--engine=oracle");

    assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(cli.errors()).contains("--rows", "--workers", "--write-rate", "--engine");
  }

  @Test
  void leavesAFolderAloneThatIsNotItsOwn() throws Exception {
    Files.writeString(folder.resolve("letter.txt"), "dear");

    int code = cli.execute("demo", "--data", folder.toString());

    assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(cli.errors()).contains("--data");
    assertThat(folder.resolve("letter.txt")).hasContent("dear");
  }
}
