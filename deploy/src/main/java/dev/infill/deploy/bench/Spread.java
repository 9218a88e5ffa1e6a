package dev.infill.deploy.bench;

import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;

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

  /** For people: the median, and the outermost in brackets. */
  String text(int decimals) {
    return number(decimals, median)
        + " ("
        + number(decimals, min)
        + "-"
        + number(decimals, max)
        + ")";
  }

  /** A figure for people, with commas between the thousands. */
  public static String number(int decimals, double value) {
    var format = NumberFormat.getInstance(Locale.ROOT);
    format.setMinimumFractionDigits(decimals);
    format.setMaximumFractionDigits(decimals);
    return format.format(value);
  }
}
