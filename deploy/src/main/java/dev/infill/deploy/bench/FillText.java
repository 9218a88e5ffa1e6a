package dev.infill.deploy.bench;

import dev.infill.deploy.bench.FillReport.WaySummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A fill report for people: a table, which is Markdown as well, and what else there is to say. */
final class FillText {
  private static final double MEGABYTE = 1e6;

  private FillText() {}

  static List<String> of(FillReport report) {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d rows, indexes: %d, key: %s, rounds: %d; median (lowest-highest)",
            report.table().rows(),
            report.table().indexes(),
            report.table().key().sql(),
            report.rounds()));
    lines.add("");
    lines.add(
        "| way | rows/s | of %1$s | %2$s bytes/row | %2$s of %1$s | table growth MB | index growth MB | HOT | server CPU s | client CPU s |"
            .formatted(report.against(), report.log()));
    lines.add("|---|---|---|---|---|---|---|---|---|---|");
    report.ways().forEach(way -> lines.add(row(way)));
    lines.add("");
    report.ways().forEach(way -> lines.add(way.way() + ": " + way.what()));
    report.ways().forEach(way -> verify(way, lines));
    lines.add("Load average before each: " + loads(report));
    return lines;
  }

  private static String row(WaySummary way) {
    return List.of(
            way.way(),
            way.rowsPerSecond().text(0),
            ratio(way.ratio()),
            Spread.number(0, way.logBytesPerRow().median()),
            ratio(way.logRatio()),
            Spread.number(0, way.tableGrowthBytes().median() / MEGABYTE)
                + percent(way.tableGrowth().median()),
            Spread.number(0, way.indexGrowthBytes().median() / MEGABYTE),
            way.hotShare().map(hot -> Spread.number(0, 100 * hot.median()) + "%").orElse("-"),
            way.serverCpuSeconds().text(1),
            way.clientCpuSeconds().text(1))
        .stream()
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static String ratio(Optional<Spread> ratio) {
    return ratio.map(r -> r.text(2)).orElse("-");
  }

  private static String percent(double share) {
    return " (" + Spread.number(0, 100 * share) + "%)";
  }

  private static void verify(WaySummary way, List<String> lines) {
    way.verifyShare()
        .ifPresent(
            share ->
                lines.add(
                    way.way()
                        + ": the check of every row took "
                        + share.text(2)
                        + " of the fill's time"));
  }

  private static String loads(FillReport report) {
    return report.measurements().stream()
        .map(m -> Spread.number(1, m.load()))
        .collect(Collectors.joining(" "));
  }
}
