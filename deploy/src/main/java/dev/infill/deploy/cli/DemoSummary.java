package dev.infill.deploy.cli;

import static dev.infill.deploy.progress.Rendering.number;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.demo.DemoApplication;
import dev.infill.deploy.demo.DemoCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came out of the demo; the object that {@code --json} prints.
 *
 * @param rows rows of the table in the end
 * @param rowsFilled rows written by the fill
 * @param rowsDualWritten application writes that Infill followed with one of its own
 * @param mismatches rows whose value is wrong, by the demo's own query
 * @param lostWrites application writes that are not in the table
 * @param problems what else is not as it must be
 * @param phases seconds in each phase
 * @param fillRowsPerSecond over the whole of the phase Backfilling
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
    double seconds) {

  /**
   * What the application felt.
   *
   * @param writes transactions it committed
   * @param errors transactions that the database refused
   * @param p50Millis half of the transactions took no longer
   */
  record Application(
      long writes, long errors, double p50Millis, double p99Millis, double maxMillis) {}

  static DemoSummary of(
      MigrationStatus migration,
      DemoApplication application,
      DemoCheck.Result check,
      Duration elapsed) {
    ShardStatus shard = migration.shards().getFirst();
    var report = shard.report();
    double filling = shard.phases().getOrDefault("Backfilling", 0.0);
    return new DemoSummary(
        migration.migration(),
        migration.phase(),
        check.rows(),
        report.rowsFilled(),
        report.rowsDualWritten(),
        report.rowsRepaired(),
        check.mismatches(),
        check.lostWrites(),
        check.problems(),
        shard.phases(),
        filling > 0 ? Math.round(report.rowsFilled() / filling) : 0,
        new Application(
            application.writes(),
            application.errors().count(),
            millis(application.latencies().quantile(0.5)),
            millis(application.latencies().quantile(0.99)),
            millis(application.latencies().quantile(1))),
        Math.round(elapsed.toMillis() / 100.0) / 10.0);
  }

  @JsonIgnore
  boolean good() {
    return mismatches == 0 && lostWrites == 0 && problems.isEmpty() && application.errors() == 0;
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("The demo's own check, with queries of its own and the application's ledger");
    lines.add("  rows             " + number(rows));
    lines.add("  mismatches       " + number(mismatches) + "  (email_lower is not lower(email))");
    lines.add(
        "  lost writes      "
            + number(lostWrites)
            + "  of "
            + number(application.writes())
            + " that the application committed");
    lines.add("  errors           " + number(application.errors()) + "  that the application met");
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
            + number(fillRowsPerSecond)
            + " rows/s, with change capture and the application on the same machine");
    problems.forEach(problem -> lines.add("  WRONG            " + problem));
    if (problems.isEmpty()) {
      lines.add(
          "  left behind      nothing: no slot, publication, trigger, origin or unvalidated"
              + " constraint");
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
