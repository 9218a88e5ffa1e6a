package dev.infill.deploy.bench;

import java.util.List;

/** The middle of some figures, and the outermost of them. */
public record Spread(double median, double min, double max) {
  /**
   * @throws IllegalArgumentException without figures
   */
  static Spread of(List<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures");
    }
    var sorted = figures.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }
}
