package dev.infill.deploy.progress;

import static dev.infill.deploy.progress.Rendering.number;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.Sentences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What came out of a migration, in lines. */
public final class Report {
  private Report() {}

  /** The proof of each shard, or why there is none. */
  public static List<String> lines(MigrationStatus migration) {
    var lines = new ArrayList<String>();
    for (ShardStatus shard : migration.shards()) {
      lines.add("");
      lines.add(
          "%s on %s, %s %s: %s"
              .formatted(
                  migration.table(),
                  shard.shard(),
                  migration.columns().size() == 1 ? "column" : "columns",
                  String.join(", ", migration.columns()),
                  shard.phase()));
      if (shard.failure().isPresent()) {
        var failure = shard.failure().get();
        lines.add("  " + Sentences.of(failure.reason(), failure.advice()));
      }
      shard.filling().ifPresent(filling -> lines.add("  filling          " + filling));
      shard
          .findings()
          .forEach(
              f ->
                  lines.add(
                      "  %s (%s): %s %s"
                          .formatted(
                              f.severity().name().toLowerCase(Locale.ROOT),
                              f.code(),
                              f.sentence(),
                              f.advice())));
      addQuarantine(lines, shard);
      if (shard.phase().equals("Completed")) {
        addProof(lines, shard);
      }
      lines.add("  seconds          " + phases(shard));
    }
    return List.copyOf(lines);
  }

  private static void addProof(List<String> lines, ShardStatus shard) {
    var report = shard.report();
    lines.add("  rows counted     " + number(report.rowsCounted()));
    lines.add(
        "  found right      "
            + number(report.rowsEqual())
            + " at the first look, "
            + number(report.rowsSettled())
            + " later");
    lines.add("  mismatches       " + number(report.mismatches()));
    lines.add("  filled           " + number(report.rowsFilled()));
    lines.add(
        "  dual-written     "
            + number(report.rowsDualWritten())
            + " of the application's writes; "
            + number(report.rowsByApplication())
            + " needed none");
    if (report.ownWritesSeen() > 0) {
      lines.add(
          "  own writes       "
              + number(report.ownWritesSeen())
              + " came back through capture, and were dropped");
    }
    lines.add("  repaired         " + number(report.rowsRepaired()));
    if (report.captureRestarts() > 0) {
      lines.add(
          "  capture lost     " + report.captureRestarts() + " times; every row was checked again");
    }
    if (report.bridgeKept()) {
      lines.add("  bridge           the trigger stays on the table, as the spec asks");
    }
    lines.add("  digest           " + report.digest());
  }

  private static void addQuarantine(List<String> lines, ShardStatus shard) {
    shard
        .quarantined()
        .forEach(
            row ->
                lines.add(
                    "  can't compute the value of key %s (%s): %s"
                        .formatted(
                            String.join(", ", row.key().parts()), row.code(), row.reason())));
    if (shard.quarantinedMore() > 0) {
      lines.add("  and " + number(shard.quarantinedMore()) + " more such rows");
    }
  }

  private static String phases(ShardStatus shard) {
    Duration total =
        Duration.ofMillis(
            Math.round(1000 * shard.phases().values().stream().mapToDouble(s -> s).sum()));
    return shard.phases().entrySet().stream()
            .filter(phase -> phase.getValue() > 0)
            .map(phase -> String.format(Locale.ROOT, "%s %.1f", phase.getKey(), phase.getValue()))
            .collect(Collectors.joining(", "))
        + String.format(Locale.ROOT, "; together %.1f", total.toMillis() / 1000.0);
  }
}
