package dev.infill.deploy.cli;

import static dev.infill.deploy.progress.Rendering.number;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.demo.DemoApplication;
import dev.infill.deploy.demo.DemoCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What came out of the demo; the object that {@code --json} prints. What is counted is of all
 * shards together.
 *
 * @param rows rows of the table in the end
 * @param rowsFilled rows written by the fill
 * @param rowsDualWritten application writes that Infill followed with one of its own
 * @param mismatches rows whose value is wrong, by the demo's own query
 * @param lostWrites application writes that are not in the table
 * @param problems what else is not as it must be
 * @param phases seconds in each phase, of the shard that was longest in it
 * @param fillRowsPerSecond over the whole of the phase Backfilling
 * @param application what it felt, where it felt the worse
 * @param shards the same of each
 * @param seconds all together, servers and loading included
 */
record DemoSummary(
    String migration,
    String phase,
    long rows,
    long rowsFilled,
    long rowsDualWritten,
    long rowsRepaired,
    long mismatches,
    long lostWrites,
    List<String> problems,
    Map<String, Double> phases,
    long fillRowsPerSecond,
    Application application,
    List<Shard> shards,
    double seconds) {

  /**
   * What the application felt.
   *
   * @param writes transactions it committed
   * @param errors transactions that the database refused
   * @param p50Millis half of the transactions took no longer
   */
  record Application(
      long writes, long errors, double p50Millis, double p99Millis, double maxMillis) {
    static Application of(DemoApplication application) {
      return new Application(
          application.writes(),
          application.errors().count(),
          millis(application.latencies().quantile(0.5)),
          millis(application.latencies().quantile(0.99)),
          millis(application.latencies().quantile(1)));
    }

    /** The writes of both; the longer of their times. */
    Application and(Application other) {
      return new Application(
          writes + other.writes,
          errors + other.errors,
          Math.max(p50Millis, other.p50Millis),
          Math.max(p99Millis, other.p99Millis),
          Math.max(maxMillis, other.maxMillis));
    }
  }

  /**
   * One shard.
   *
   * @param server engine and version
   * @param noneLeft of what none is left, for people
   */
  record Shard(
      String shard,
      String server,
      long rows,
      long rowsFilled,
      long rowsDualWritten,
      long rowsRepaired,
      long mismatches,
      long lostWrites,
      List<String> problems,
      Map<String, Double> phases,
      Application application,
      @JsonIgnore String noneLeft) {
    static Shard of(
        String server, ShardStatus shard, DemoApplication application, DemoCheck.Result check) {
      var report = shard.report();
      return new Shard(
          shard.shard(),
          server,
          check.rows(),
          report.rowsFilled(),
          report.rowsDualWritten(),
          report.rowsRepaired(),
          check.mismatches(),
          check.lostWrites(),
          check.problems(),
          shard.phases(),
          Application.of(application),
          application.table().noneLeft());
    }

    double filling() {
      return phases.getOrDefault("Backfilling", 0.0);
    }

    @JsonProperty
    long fillRowsPerSecond() {
      return filling() > 0 ? Math.round(rowsFilled / filling()) : 0;
    }

    private List<String> lines() {
      var lines = new ArrayList<String>();
      lines.add("  rows             " + number(rows));
      lines.add("  mismatches       " + number(mismatches) + "  (email_lower is not lower(email))");
      lines.add(
          "  lost writes      "
              + number(lostWrites)
              + "  of "
              + number(application.writes())
              + " that the application committed");
      lines.add(
          "  errors           " + number(application.errors()) + "  that the application met");
      lines.add(
          "  its latency      "
              + String.format(
                  Locale.ROOT,
                  "p50 %.1f ms, p99 %.1f ms, longest %.0f ms",
                  application.p50Millis(),
                  application.p99Millis(),
                  application.maxMillis()));
      lines.add(
          "  fill             "
              + number(fillRowsPerSecond())
              + " rows/s, with change capture and the application on the same machine");
      problems.forEach(problem -> lines.add("  WRONG            " + problem));
      if (problems.isEmpty()) {
        lines.add("  untouched        updated_at is as the application left it in every row");
        lines.add("  left behind      nothing: no " + noneLeft);
      }
      return lines;
    }
  }

  /**
   * @param shards at least one
   */
  static DemoSummary of(MigrationStatus migration, List<Shard> shards, Duration elapsed) {
    var phases = new LinkedHashMap<String, Double>();
    shards.forEach(s -> s.phases().forEach((phase, time) -> phases.merge(phase, time, Math::max)));
    double filling = shards.stream().mapToDouble(Shard::filling).max().orElse(0);
    long filled = sum(shards, Shard::rowsFilled);
    return new DemoSummary(
        migration.migration(),
        migration.phase(),
        sum(shards, Shard::rows),
        filled,
        sum(shards, Shard::rowsDualWritten),
        sum(shards, Shard::rowsRepaired),
        sum(shards, Shard::mismatches),
        sum(shards, Shard::lostWrites),
        shards.stream().flatMap(shard -> shard.problems().stream()).toList(),
        phases,
        filling > 0 ? Math.round(filled / filling) : 0,
        shards.stream().map(Shard::application).reduce(Application::and).orElseThrow(),
        shards,
        Math.round(elapsed.toMillis() / 100.0) / 10.0);
  }

  private static long sum(List<Shard> shards, ToLongFunction<Shard> number) {
    return shards.stream().mapToLong(number).sum();
  }

  @JsonIgnore
  boolean good() {
    return mismatches == 0 && lostWrites == 0 && problems.isEmpty() && application.errors() == 0;
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("The demo's own check, with queries of its own and the application's ledger");
    for (Shard shard : shards) {
      if (shards.size() > 1) {
        lines.add(shard.shard() + ", " + shard.server());
      }
      lines.addAll(shard.lines());
    }
    lines.add("");
    lines.add(
        good()
            ? String.format(Locale.ROOT, "All is right, after %.0f s.", seconds)
            : "Something is WRONG, see above.");
    return lines;
  }

  private static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 10_000.0) / 100.0;
  }
}
