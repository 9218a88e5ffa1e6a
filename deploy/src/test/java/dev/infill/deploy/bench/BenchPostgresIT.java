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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchPostgresIT {
  @TempDir Path temp;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void measuresEveryWayToItsEnd() throws Exception {
    int code = bench("--rows=5000", "--rounds=1", "--ways=loop-1,loop-2,infill-cold", "--json");

    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.DONE);
    var report = new ObjectMapper().readTree(out.toByteArray());
    assertThat(report.at("/rows").asLong()).isEqualTo(5_000);
    assertThat(report.at("/ways").size()).isEqualTo(3);
    for (var way : report.at("/ways")) {
      assertThat(way.at("/rowsPerSecond/median").asDouble()).as(way.toString()).isPositive();
      assertThat(way.at("/walBytesPerRow/median").asDouble()).as(way.toString()).isPositive();
      assertThat(way.at("/tableGrowthBytes/median").asDouble()).as(way.toString()).isPositive();
      assertThat(way.at("/indexGrowthBytes/median").isNumber()).as(way.toString()).isTrue();
      assertThat(way.at("/ratio/median").asDouble()).as(way.toString()).isPositive();
    }
    assertThat(report.at("/ways/2/way").asText()).isEqualTo("infill-cold");
    assertThat(report.at("/ways/2/verifyShare/median").asDouble()).isPositive();
    assertThat(report.at("/measurements").size()).isEqualTo(3);
    assertThat(report.at("/measurements/0/load").isNumber()).isTrue();
  }

  @Test
  void refusesAWayThatThereIsNot() {
    int code = bench("--ways=loop-2,magic");

    assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("magic").contains("loop-2");
  }

  private int bench(String... options) {
    var arguments = new String[options.length + 3];
    arguments[0] = "bench";
    arguments[1] = "postgres";
    arguments[2] = "--data=" + temp.resolve("bench");
    System.arraycopy(options, 0, arguments, 3, options.length);
    var stdout = new PrintStream(out, true, StandardCharsets.UTF_8);
    var stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
    try (var shutdown = Shutdown.ofProcess()) {
      return new Cli(Map.of(), stdout, stderr, shutdown).execute(arguments);
    }
  }
}
