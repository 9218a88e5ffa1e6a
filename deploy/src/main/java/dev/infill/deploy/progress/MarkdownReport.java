package dev.infill.deploy.progress;

import static dev.infill.deploy.progress.Rendering.number;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.Sentences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came out of a migration, in Markdown: to be put into a pull request or a ticket. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** A heading, a table with a row for each shard, and what a person should look at. */
  public static List<String> lines(MigrationStatus migration) {
    var lines = new ArrayList<String>();
    lines.add(
        "## `%s`: %s of `%s` is %s"
            .formatted(
                migration.migration(),
                quoted(migration.columns()),
                migration.table(),
                migration.phase()));
    lines.add("");
    lines.add(
        "| shard | phase | rows counted | filled | dual-written | repaired | mismatches | time |"
            + " digest |");
    lines.add("|---|---|--:|--:|--:|--:|--:|--:|---|");
    migration.shards().forEach(shard -> lines.add(row(shard)));
    var notes = new ArrayList<String>();
    migration.shards().forEach(shard -> notes(notes, shard));
    if (!notes.isEmpty()) {
      lines.add("");
      lines.addAll(notes);
    }
    return List.copyOf(lines);
  }

  private static String row(ShardStatus shard) {
    var report = shard.report();
    return "| %s | %s | %s | %s | %s | %s | %s | %s | `%s` |"
        .formatted(
            shard.shard(),
            shard.phase(),
            number(report.rowsCounted()),
            number(report.rowsFilled()),
            number(report.rowsDualWritten()),
            number(report.rowsRepaired()),
            number(report.mismatches()),
            Rendering.time(together(shard)),
            report.digest());
  }

  private static void notes(List<String> notes, ShardStatus shard) {
    shard
        .failure()
        .ifPresent(f -> notes.add(note(shard, "failed", Sentences.of(f.reason(), f.advice()))));
    shard.blocked().ifPresent(b -> notes.add(note(shard, "waits", b.step() + ": " + b.reason())));
    shard.gate().ifPresent(g -> notes.add(note(shard, "gate", g.sentence())));
    shard
        .findings()
        .forEach(
            f ->
                notes.add(
                    note(
                        shard,
                        f.severity().name().toLowerCase(Locale.ROOT) + " `" + f.code() + "`",
                        Sentences.of(f.sentence(), f.advice()))));
    long quarantined = shard.quarantined().size() + shard.quarantinedMore();
    if (quarantined > 0) {
      notes.add(
          note(
              shard,
              "quarantined",
              number(quarantined) + " reports of rows whose value can't be computed."));
    }
    if (shard.report().bridgeKept()) {
      notes.add(note(shard, "bridge", "the trigger stays on the table, as the spec asks."));
    }
  }

  /** A line of a list; what comes from a server must not become Markdown of its own. */
  private static String note(ShardStatus shard, String what, String sentence) {
    return "- **%s**, %s: %s".formatted(shard.shard(), what, plain(sentence));
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
  }

  private static Duration together(ShardStatus shard) {
    double seconds = shard.phases().values().stream().mapToDouble(Double::doubleValue).sum();
    return Duration.ofSeconds(Math.round(seconds));
  }

  private static String quoted(List<String> columns) {
    return "`" + String.join("`, `", columns) + "`";
  }
}
