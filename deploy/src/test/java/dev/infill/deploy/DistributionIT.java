package dev.infill.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive that the build makes runs by itself, in a folder where nothing else is. */
@Timeout(120)
class DistributionIT {
  @TempDir Path folder;

  private record Ended(int code, String output) {}

  @Test
  void runsFromItsArchiveInAnEmptyFolder() throws Exception {
    Path archive = only(Path.of("target"), "infill-[\\d.]+.*\\.tar\\.gz");
    assertThat(run("tar", "-xzf", archive.toAbsolutePath().toString()).code()).isZero();
    Path home = only(folder, "infill-.*");

    assertThat(home.resolve("LICENSE")).exists();
    assertThat(home.resolve("docs/operations.md")).exists();
    String infill = home.resolve("bin/infill").toString();
    var version = run(infill, "--version");
    assertThat(version.code()).as(version.output()).isZero();
    assertThat(version.output()).startsWith("infill 0.");
    var help = run(infill, "plan", "--help");
    assertThat(help.code()).as(help.output()).isZero();
    assertThat(help.output()).contains("Usage: infill plan").contains("Examples:");
    assertThat(run(infill, "fleet", "none.yaml").code()).isEqualTo(2);
  }

  private static Path only(Path in, String name) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches(name))
          .findFirst()
          .orElseThrow(() -> new AssertionError("nothing in " + in + " is named " + name));
    }
  }

  /** With this JVM as the only Java, and nothing else of the environment. */
  private Ended run(String... command) throws Exception {
    var builder = new ProcessBuilder(List.of(command)).directory(folder.toFile());
    builder.redirectErrorStream(true).environment().clear();
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PATH", "/usr/bin:/bin");
    var process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
