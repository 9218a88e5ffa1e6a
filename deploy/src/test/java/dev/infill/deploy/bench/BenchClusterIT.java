package dev.infill.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.infill.deploy.cli.Cli;
import dev.infill.deploy.cli.ExitCode;
import dev.infill.deploy.local.Shutdown;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchClusterIT {
  @TempDir Path temp;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  @Tag("long") // Two fleets, and two crashes of their coordinator.
  void measuresHeapSpeedAndRestartOfAFleetWithoutDatabases() throws Exception {
    int code = bench("--shards=4", "--ranges=20", "--json");

    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.DONE);
    var report = new ObjectMapper().readTree(out.toByteArray());
    assertThat(report.at("/benchmark").asText()).isEqualTo("cluster");
    var suite = report.at("/suites/0");
    assertThat(suite.at("/untilHalf/perSecond").asDouble()).isPositive();
    // Ten chunks and an end of each range of half a fleet, and all that comes before.
    assertThat(suite.at("/untilHalf/events").asLong()).isGreaterThan(4 * 10 * 11);
    // In the second fleet the first range of each shard is done.
    assertThat(suite.at("/open/openRanges").asLong()).isEqualTo(4 * 19);
    for (String fleet : new String[] {"/streaming", "/open"}) {
      var held = suite.at(fleet);
      assertThat(held.at("/heapMegabytes").asDouble()).as(fleet).isBetween(1.0, 512.0);
      assertThat(held.at("/restartSeconds").asDouble()).as(fleet).isPositive();
    }
    assertThat(suite.at("/targets").findValuesAsText("wanted"))
        .containsExactly("<= 512", "<= 512", ">= 5000", "<= 10", "<= 10");
  }

  @Test
  void refusesWhatAFleetCannotBe() {
    assertThat(bench("--shards=0")).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(bench("--ranges=1001")).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(bench("--rows=1m")).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("shards must be 1 to 2000: 0")
        .contains("ranges must be 2 to 1000: 1001")
        .contains("cluster has --shards and --ranges");
  }

  private int bench(String... options) {
    var arguments =
        Stream.concat(
                Stream.of("bench", "cluster", "--data=" + temp.resolve("bench")),
                Stream.of(options))
            .toArray(String[]::new);
    var stdout = new PrintStream(out, true, StandardCharsets.UTF_8);
    var stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
    try (var shutdown = Shutdown.ofProcess()) {
      return new Cli(Map.of(), stdout, stderr, shutdown).execute(arguments);
    }
  }
}
