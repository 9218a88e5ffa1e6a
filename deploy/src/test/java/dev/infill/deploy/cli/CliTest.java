package dev.infill.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.deploy.local.Shutdown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void tellsEverythingThatIsWrongWithTheArguments() {
    int code = execute(Map.of(), "broker", "--port", "many", "--bogus");

    assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(errors()).contains("--port").contains("--bogus").contains("--data");
  }

  @Test
  void readsSettingsFromTheEnvironment() {
    int code = execute(Map.of("INFILL_PORT", "many"), "broker", "--data", folder.toString());

    assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(errors()).contains("many");
  }

  @Test
  void readsSettingsFromAFileAndNamesThoseThatAreNone() throws IOException {
    Path file = Files.writeString(folder.resolve("worker.yaml"), "port: many\nprot: 1\n");

    int code =
        execute(Map.of(), "broker", "--data", folder.toString(), "--config", file.toString());

    assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(errors()).contains("many").contains("'prot'");
  }

  @Test
  void prefersFlagsToTheEnvironmentAndThatToTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("worker.yaml"), "port: of-file\n");

    execute(Map.of("INFILL_PORT", "of-env"), "broker", "--data", "x", "--config", file.toString());
    assertThat(errors()).contains("of-env").doesNotContain("of-file");

    err.reset();
    execute(Map.of("INFILL_PORT", "of-env"), "broker", "--data", "x", "--port", "of-flag");
    assertThat(errors()).contains("of-flag").doesNotContain("of-env");
  }

  @Test
  void namesTheLineOfAFileThatIsNoYaml() throws IOException {
    Path file = Files.writeString(folder.resolve("worker.yaml"), "port: 1\n  - : [\n");

    assertThat(execute(Map.of(), "broker", "--config", file.toString()))
        .isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(errors()).contains("worker.yaml:2");
  }

  @Test
  void tuneAsksForLimitsThatCanBeWorkedBy() {
    assertThat(execute(Map.of(), "tune", "m")).isEqualTo(ExitCode.WRONG_INPUT);
    execute(Map.of(), "tune", "m", "--release", "--chunk-target", "1s");
    execute(Map.of(), "tune", "m", "--chunk-target", "soon");
    execute(Map.of(), "tune", "m", "--ranges-in-flight", "999");

    assertThat(errors().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("--ranges-in-flight, --chunk-target or both"),
            line -> assertThat(line).contains("--release stands alone"),
            line -> assertThat(line).contains("--chunk-target must be a duration"),
            line -> assertThat(line).contains("must be 1 to 256: 999"));
  }

  @Test
  void webhookThatIsNoneIsRefusedAndNotShown() {
    int code =
        execute(
            Map.of("HOOK", "secret-place"),
            "coordinator",
            "--slack-webhook",
            "${env:HOOK}",
            "--webhook",
            "${env:ABSENT}");

    assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(errors()).contains("ABSENT").doesNotContain("secret-place");

    err.reset();
    execute(Map.of("HOOK", "secret-place"), "coordinator", "--slack-webhook", "${env:HOOK}");
    assertThat(errors()).contains("--slack-webhook must be").doesNotContain("secret-place");
  }

  @Test
  void showsItsCommandsWhenNoneIsGiven() {
    assertThat(execute(Map.of())).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(errors()).contains("Usage: infill");
  }

  private int execute(Map<String, String> environment, String... arguments) {
    try (var shutdown = Shutdown.ofProcess()) {
      return new Cli(environment, print(out), print(err), shutdown).execute(arguments);
    }
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
