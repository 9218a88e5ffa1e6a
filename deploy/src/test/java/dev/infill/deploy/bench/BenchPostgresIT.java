package dev.infill.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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

class BenchPostgresIT {
  @TempDir Path temp;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void measuresEveryWayToItsEnd() throws Exception {
    var suite = only("--suite=fill", "--rows=5k", "--ways=loop-1,loop-2,infill-cold");

    assertThat(suite.at("/table/rows").asLong()).isEqualTo(5_000);
    assertThat(suite.at("/ways").size()).isEqualTo(3);
    for (var way : suite.at("/ways")) {
      assertThat(way.at("/rowsPerSecond/median").asDouble()).as(way.toString()).isPositive();
      assertThat(way.at("/logBytesPerRow/median").asDouble()).as(way.toString()).isPositive();
      assertThat(way.at("/tableGrowth/median").asDouble()).as(way.toString()).isPositive();
      assertThat(way.at("/indexGrowthBytes/median").isNumber()).as(way.toString()).isTrue();
      assertThat(way.at("/ratio/median").asDouble()).as(way.toString()).isPositive();
      assertThat(way.at("/logRatio/median").asDouble()).as(way.toString()).isPositive();
    }
    assertThat(suite.at("/ways/2/way").asText()).isEqualTo("infill-cold");
    assertThat(suite.at("/ways/2/verifyShare/median").asDouble()).isPositive();
    assertThat(suite.at("/measurements").size()).isEqualTo(3);
    assertThat(suite.at("/measurements/0/load").isNumber()).isTrue();
  }

  @Test
  @Tag("long") // The fill's suite goes the same way.
  void comparesScatteredFillingWithPlainOnUuidsAndManyIndexes() throws Exception {
    var suite = only("--suite=scatter", "--rows=5000", "--key=uuid", "--indexes=5");

    assertThat(suite.at("/table/key").asText()).isEqualTo("UUID");
    assertThat(suite.at("/ways").findValuesAsText("way"))
        .containsExactly("loop-2", "infill", "infill-scattered");
    assertThat(suite.at("/targets").findValuesAsText("what")).hasSize(2);
  }

  @Test
  @Tag("long") // The fill's suite goes the same way.
  void tellsRowsPerSecondOfEachSize() throws Exception {
    var suite = only("--suite=size", "--rows=4k,2k");

    assertThat(suite.at("/sizes/0/table/rows").asLong()).isEqualTo(2_000);
    assertThat(suite.at("/sizes/1/table/rows").asLong()).isEqualTo(4_000);
    assertThat(suite.at("/targets/0/figure").asDouble()).isPositive();
  }

  @Test
  void measuresWhatTheApplicationFeelsIdleAndWhileFilling() throws Exception {
    var suite = only("--suite=latency", "--rows=20k", "--quick");

    assertThat(suite.at("/sections").findValuesAsText("way"))
        .containsExactly("loop-1", "infill", "infill-capture");
    for (var section : suite.at("/sections")) {
      // Ten seconds, 300 a second.
      assertThat(section.at("/idle/count").asInt()).as(section.toString()).isGreaterThan(2_000);
      assertThat(section.at("/idle/p99").asDouble()).as(section.toString()).isPositive();
      assertThat(section.at("/fill/p99").asDouble()).as(section.toString()).isPositive();
    }
    assertThat(suite.at("/targets/0/figure").asDouble()).isPositive();
  }

  @Test
  void measuresHowLongAChangeWaitsForItsDualWrite() throws Exception {
    var suite = only("--suite=dual-write", "--rows=13k", "--quick");

    assertThat(suite.at("/missing").asLong()).isZero();
    assertThat(suite.at("/millis/count").asInt()).isGreaterThan(3_000);
    assertThat(suite.at("/millis/p99").asDouble()).isPositive();
  }

  @Test
  void refusesWhatThereIsNot() {
    assertThat(bench("--ways=loop-2,magic")).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(bench("--suite=magic")).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(bench("--rows=many")).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(bench("--indexes=6")).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(bench("--key=text")).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("no way named magic")
        .contains("no suite named magic")
        .contains("200000, 200k or 1m: many")
        .contains("indexes must be 0 to 5: 6")
        .contains("no key text");
  }

  /** Runs one suite, and returns its report. */
  private JsonNode only(String... options) throws Exception {
    var all = Stream.concat(Stream.of(options), Stream.of("--rounds=1", "--json"));
    int code = bench(all.toArray(String[]::new));

    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.DONE);
    var report = new ObjectMapper().readTree(out.toByteArray());
    assertThat(report.at("/suites").size()).isEqualTo(1);
    return report.at("/suites/0");
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
