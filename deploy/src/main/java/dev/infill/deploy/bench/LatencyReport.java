package dev.infill.deploy.bench;

import dev.infill.deploy.demo.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an application felt.
 *
 * @param perSecond its reads and updates, half of each
 */
public record LatencyReport(
    String suite,
    BenchTable.Shape table,
    int perSecond,
    List<Section> sections,
    List<Target> targets)
    implements SuiteReport {

  /**
   * Times in milliseconds, of so many transactions.
   *
   * @param count how many
   */
  public record Quantiles(int count, double p50, double p95, double p99, double max) {
    static Quantiles of(Latencies latencies) {
      return new Quantiles(
          latencies.count(),
          millis(latencies.quantile(0.5)),
          millis(latencies.quantile(0.95)),
          millis(latencies.quantile(0.99)),
          millis(latencies.quantile(1)));
    }

    String text() {
      return String.format(Locale.ROOT, "%.1f / %.1f / %.1f / %.0f", p50, p95, p99, max);
    }

    private static double millis(Duration time) {
      return time.toNanos() / 1e6;
    }
  }

  /**
   * A way of filling, and the quiet time just before it.
   *
   * @param seconds how long the fill was watched
   */
  public record Section(String way, int round, double seconds, Quantiles idle, Quantiles fill) {
    static Section of(String way, int round, double seconds, Latencies idle, Latencies fill) {
      return new Section(way, round, seconds, Quantiles.of(idle), Quantiles.of(fill));
    }

    double ratio() {
      return fill.p99() / idle.p99();
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%s, round %d: p50/p95/p99/max ms idle %s, filling %s (%.1f s), p99 ratio %.2f",
          way,
          round,
          idle.text(),
          fill.text(),
          seconds,
          ratio());
    }
  }

  static LatencyReport of(
      String suite, BenchTable.Shape table, int perSecond, List<Section> sections) {
    var ratios =
        sections.stream().filter(s -> s.way().equals("infill")).map(Section::ratio).toList();
    return new LatencyReport(
        suite,
        table,
        perSecond,
        List.copyOf(sections),
        List.of(
            Target.atMost(
                "p99 while filling at default pace by idle p99, median of the rounds",
                Spread.of(ratios).median(),
                1.5)));
  }

  @Override
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d rows, %d transactions/s, half reads and half updates; p50 / p95 / p99 / max in ms",
            table.rows(),
            perSecond));
    lines.add("");
    lines.add("| way | round | idle | filling | seconds | p99 ratio |");
    lines.add("|---|---|---|---|---|---|");
    for (Section s : sections) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %s | %.1f | %.2f |",
              s.way(),
              s.round(),
              s.idle().text(),
              s.fill().text(),
              s.seconds(),
              s.ratio()));
    }
    return lines;
  }
}
