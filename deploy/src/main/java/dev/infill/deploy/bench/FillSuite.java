package dev.infill.deploy.bench;

import dev.infill.common.model.Engine;
import dev.infill.deploy.bench.FillReport.Judge;
import dev.infill.deploy.bench.FillReport.Way;
import dev.infill.deploy.bench.FillReport.WaySummary;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Takes ways of filling in turn, round by round, each on a table made anew. */
final class FillSuite implements Suite {
  /** The ways that are measured unless asked otherwise. */
  static final List<String> USUAL = List.of("loop-1", Ways.BASELINE, "infill", "infill-cold");

  private static final List<String> SCATTERED =
      List.of(Ways.BASELINE, "infill", "infill-scattered");

  private final String name;
  private final BenchTable.Shape shape;
  private final int rounds;
  private final List<String> ways;
  private final Judge judge;

  private FillSuite(
      String name, BenchTable.Shape shape, int rounds, List<String> ways, Judge judge) {
    this.name = name;
    this.shape = shape;
    this.rounds = rounds;
    this.ways = ways;
    this.judge = judge;
  }

  /** How fast Infill is beside a loop. */
  static FillSuite speed(BenchTable.Shape shape, int rounds, List<String> ways) {
    return new FillSuite("fill", shape, rounds, ways, FillSuite::speedTargets);
  }

  /** What scattered filling saves, and what it costs. */
  static FillSuite scattering(BenchTable.Shape shape, int rounds) {
    return new FillSuite("scatter", shape, rounds, SCATTERED, FillSuite::scatterTargets);
  }

  /** One way alone, for the size of the table. */
  static FillSuite size(BenchTable.Shape shape, int rounds) {
    return new FillSuite("size", shape, rounds, List.of("infill"), ways -> List.of());
  }

  @Override
  public String name() {
    return name;
  }

  /** Autovacuum would come into some rounds and not into others. */
  @Override
  public Map<String, String> settings(Engine engine) {
    return engine == Engine.POSTGRESQL ? Map.of("autovacuum", "off") : Map.of();
  }

  @Override
  public FillReport run(Surroundings around) throws Exception {
    List<FillWay> taken = new Ways(around.engine(), around.folder(), around.program()).named(ways);
    var table = new BenchTable(around.server(), shape);
    var measurements = new ArrayList<Measurement>();
    for (int round = 1; round <= rounds; round++) {
      // Each way comes first in some round, since the first finds another cache than the others.
      var rotated = new ArrayList<>(taken);
      Collections.rotate(rotated, 1 - round);
      for (FillWay way : rotated) {
        measurements.add(measure(way, table, round, around));
      }
    }
    return FillReport.of(
        name,
        around.server().log(),
        shape,
        rounds,
        Ways.BASELINE,
        taken.stream().map(way -> new Way(way.name(), way.what())).toList(),
        measurements,
        judge);
  }

  private Measurement measure(FillWay way, BenchTable table, int round, Surroundings around)
      throws Exception {
    prepare(way, table);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    var filled = way.fill(table);
    table.verify();
    var measured = Measurement.of(way.name(), round, table.rows(), load, filled, table.hotShare());
    around
        .progress()
        .accept(
            String.format(
                Locale.ROOT,
                "%s, %,d rows, round %d of %d, %s: %.2f s, %,.0f rows/s",
                name,
                table.rows(),
                round,
                rounds,
                way.name(),
                measured.seconds(),
                measured.rowsPerSecond()));
    return measured;
  }

  private static void prepare(FillWay way, BenchTable table) throws SQLException {
    if (way.makesTable()) {
      return;
    }
    table.create();
    if (!way.addsColumn()) {
      table.addColumn();
    }
    table.settle();
  }

  private static List<Target> speedTargets(List<WaySummary> ways) {
    return targetsOf(
        "infill",
        ways,
        way -> {
          var targets = new ArrayList<Target>();
          way.ratio()
              .ifPresent(
                  r ->
                      targets.add(
                          Target.atLeast("rows/s of " + Ways.BASELINE + "'s", r.median(), 0.9)));
          way.verifyShare()
              .ifPresent(v -> targets.add(Target.atMost("verify by fill time", v.median(), 0.15)));
          return targets;
        });
  }

  private static List<Target> scatterTargets(List<WaySummary> ways) {
    return targetsOf(
        "infill-scattered",
        ways,
        way -> {
          var targets = new ArrayList<Target>();
          way.logRatio()
              .ifPresent(
                  r ->
                      targets.add(
                          Target.atMost("WAL/row of " + Ways.BASELINE + "'s", r.median(), 0.8)));
          targets.add(Target.atMost("table growth", way.tableGrowth().median(), 0.3));
          return targets;
        });
  }

  private static List<Target> targetsOf(
      String name, List<WaySummary> ways, Function<WaySummary, List<Target>> targets) {
    return ways.stream()
        .filter(way -> way.way().equals(name))
        .findFirst()
        .map(targets)
        .orElse(List.of());
  }
}
