package dev.infill.deploy.bench;

import dev.infill.deploy.bench.BenchReport.WaySummary;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report for people: a table, which is Markdown as well, and what else there is to say. */
public final class ReportText {
  private static final double MEGABYTE = 1e6;

  private ReportText() {}

  public static String of(BenchReport report) {
    Machine machine = report.machine();
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "PostgreSQL %s, %d cores, Java %s; %,d rows, rounds: %d; median (lowest-highest)",
            machine.postgres(),
            machine.cores(),
            machine.java(),
            report.rows(),
            report.rounds()));
    lines.add("");
    lines.add(
        "| way | rows/s | of %s | WAL bytes/row | table growth MB | index growth MB | server CPU s | client CPU s |"
            .formatted(report.against()));
    lines.add("|---|---|---|---|---|---|---|---|");
    report.ways().forEach(way -> lines.add(row(way)));
    lines.add("");
    report.ways().forEach(way -> lines.add(way.way() + ": " + way.what()));
    report.ways().forEach(way -> verify(way, lines));
    lines.add("Load average before each: " + loads(report));
    return String.join(System.lineSeparator(), lines);
  }

  private static String row(WaySummary way) {
    return List.of(
            way.way(),
            spread(0, way.rowsPerSecond()),
            way.ratio().map(ratio -> spread(2, ratio)).orElse("-"),
            number(0, way.walBytesPerRow().median()),
            number(0, way.tableGrowthBytes().median() / MEGABYTE),
            number(0, way.indexGrowthBytes().median() / MEGABYTE),
            spread(1, way.serverCpuSeconds()),
            spread(1, way.clientCpuSeconds()))
        .stream()
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static void verify(WaySummary way, List<String> lines) {
    way.verifyShare()
        .ifPresent(
            share ->
                lines.add(
                    way.way()
                        + ": the check of every row took "
                        + spread(2, share)
                        + " of the fill's time"));
  }

  private static String loads(BenchReport report) {
    return report.measurements().stream()
        .map(m -> number(1, m.load()))
        .collect(Collectors.joining(" "));
  }

  private static String spread(int decimals, Spread spread) {
    return number(decimals, spread.median())
        + " ("
        + number(decimals, spread.min())
        + "-"
        + number(decimals, spread.max())
        + ")";
  }

  private static String number(int decimals, double value) {
    var format = NumberFormat.getInstance(Locale.ROOT);
    format.setMinimumFractionDigits(decimals);
    format.setMaximumFractionDigits(decimals);
    return format.format(value);
  }
}
