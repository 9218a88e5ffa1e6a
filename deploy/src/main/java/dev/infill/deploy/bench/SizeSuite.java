package dev.infill.deploy.bench;

import dev.infill.common.model.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fills tables of different sizes: how fast must not depend on it. */
final class SizeSuite implements Suite {
  private final List<BenchTable.Shape> shapes;
  private final int rounds;

  /**
   * @param shapes the smallest first
   */
  SizeSuite(List<BenchTable.Shape> shapes, int rounds) {
    this.shapes = List.copyOf(shapes);
    this.rounds = rounds;
  }

  /**
   * @param sizes one for each size, the smallest first
   */
  public record Report(String suite, List<FillReport> sizes, List<Target> targets)
      implements SuiteReport {
    @Override
    public List<String> lines() {
      var lines = new ArrayList<String>();
      lines.add("| rows | way | rows/s | log bytes/row |");
      lines.add("|---|---|---|---|");
      for (FillReport size : sizes) {
        for (var way : size.ways()) {
          lines.add(
              "| %s | %s | %s | %s |"
                  .formatted(
                      Spread.number(0, (double) size.table().rows()),
                      way.way(),
                      way.rowsPerSecond().text(0),
                      way.logBytesPerRow().text(0)));
        }
      }
      return lines;
    }
  }

  @Override
  public String name() {
    return "size";
  }

  @Override
  public Map<String, String> settings(Engine engine) {
    return engine == Engine.POSTGRESQL ? Map.of("autovacuum", "off") : Map.of();
  }

  @Override
  public SuiteReport run(Surroundings around) throws Exception {
    var sizes = new ArrayList<FillReport>();
    for (BenchTable.Shape shape : shapes) {
      sizes.add(FillSuite.size(shape, rounds).run(around));
    }
    return new Report(name(), sizes, targets(sizes));
  }

  private static List<Target> targets(List<FillReport> sizes) {
    if (sizes.size() < 2) {
      return List.of();
    }
    double ratio = rowsPerSecond(sizes.getLast()) / rowsPerSecond(sizes.getFirst());
    return List.of(
        Target.atLeast("rows/s of the largest table by those of the smallest", ratio, 0.85));
  }

  private static double rowsPerSecond(FillReport size) {
    return size.ways().getFirst().rowsPerSecond().median();
  }
}
