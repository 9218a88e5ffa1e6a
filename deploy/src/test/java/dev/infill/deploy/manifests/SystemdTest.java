package dev.infill.deploy.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.infill.deploy.cli.Cli;
import dev.infill.deploy.local.Shutdown;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemdTest {
  private static final Path FOLDER = Path.of("systemd");

  @ParameterizedTest
  @CsvSource({"infill-coordinator.service, coordinator", "infill-worker@.service, worker"})
  void unitStartsTheCommandWithItsFile(String unit, String command) throws Exception {
    String text = Files.readString(FOLDER.resolve(unit));

    assertThat(text)
        .contains("\nExecStart=/opt/infill/bin/infill " + command + " --config /etc/infill/")
        .contains("\nDynamicUser=yes\n")
        .contains("\nRestart=always\n");
    assertThat(text.lines())
        .allMatch(line -> line.isEmpty() || line.matches("#.*|\\[\\w+]|\\w+=.*"));
  }

  /** All that is wrong is told together, and nothing is started: so only what is none is told. */
  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void settingsFileHasOnlyOptionsOfTheCommand(String command) throws Exception {
    Path file = FOLDER.resolve(command + ".yaml");
    var err = new ByteArrayOutputStream();

    int code;
    try (var shutdown = Shutdown.ofProcess();
        var print = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      code =
          new Cli(Map.of(), print, print, shutdown)
              .execute(command, "--config", file.toString(), "--no-such-option");
    }

    assertThat(YAMLMapper.builder().build().readTree(file.toFile()).size()).isGreaterThan(1);
    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines().toList())
        .singleElement()
        .asString()
        .contains("--no-such-option");
  }
}
