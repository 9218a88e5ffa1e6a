package dev.infill.deploy.progress;

import dev.infill.deploy.progress.View.ShardView;
import dev.infill.deploy.progress.View.WorkerView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Turns a view into lines of plain characters. */
public final class Rendering {
  private static final int BAR = 28;
  private static final int SHARDS = 8;
  private static final String INDENT = " ".repeat(13);

  private Rendering() {}

  /** Lines for a terminal, none wider than {@code width}. */
  public static List<String> block(View view, int width) {
    var lines = new ArrayList<String>();
    lines.add(view.migration() + "   " + time(view.elapsed()));
    List<ShardView> shown = view.shards().stream().limit(SHARDS).toList();
    for (ShardView shard : shown) {
      lines.add(
          "  %-10s %-16s %s".formatted(shard.shard(), shard.phase(), bar(shard)).stripTrailing());
      for (String detail : details(shard)) {
        wrapped(detail, width - INDENT.length()).forEach(part -> lines.add(INDENT + part));
      }
    }
    if (view.shards().size() > shown.size()) {
      lines.add("  and " + (view.shards().size() - shown.size()) + " more shards");
    }
    if (!view.workers().isEmpty()) {
      lines.add("  %-10s %s".formatted("workers", workers(view.workers())));
    }
    return lines.stream().map(line -> cut(line, width)).toList();
  }

  /** One line for a shard, for a log. */
  public static String line(View view, ShardView shard) {
    var parts = new ArrayList<String>();
    shard
        .work()
        .ifPresent(
            work -> {
              parts.add(percent(work) + " of ~" + number(work.total()) + " rows");
              parts.add(number(work.rowsPerSecond()) + " rows/s");
              work.left().ifPresent(left -> parts.add(time(left) + " left"));
            });
    parts.addAll(details(shard));
    String name = view.shards().size() > 1 ? shard.shard() + " " : "";
    return (time(view.elapsed()) + "  " + name + shard.phase() + "  " + String.join(", ", parts))
        .strip();
  }

  private static String bar(ShardView shard) {
    return shard
        .work()
        .map(
            work -> {
              int full = (int) Math.round(BAR * work.share());
              String left = work.left().map(time -> "  " + time(time) + " left").orElse("");
              return "[%s%s] %s of ~%s rows  %s rows/s%s"
                  .formatted(
                      "#".repeat(full),
                      ".".repeat(BAR - full),
                      percent(work),
                      number(work.total()),
                      number(work.rowsPerSecond()),
                      left);
            })
        .orElse("");
  }

  /** What goes below the bar: the changes, the pace, and why it waits. */
  private static List<String> details(ShardView shard) {
    var details = new ArrayList<String>();
    shard
        .changeLag()
        .ifPresent(
            lag ->
                details.add(
                    number(shard.dualWritten())
                        + " writes dual-written, change lag "
                        + number(lag.toMillis())
                        + " ms"));
    shard
        .pace()
        .ifPresent(
            pace ->
                details.add(
                    "pace "
                        + pace.ranges()
                        + (pace.ranges() == 1 ? " range: " : " ranges: ")
                        + pace.reason()));
    shard.waits().ifPresent(details::add);
    return details;
  }

  private static String workers(List<WorkerView> workers) {
    return workers.stream()
        .map(
            worker ->
                worker.name()
                    + " "
                    + worker.busy()
                    + "/"
                    + worker.slots()
                    + " busy, "
                    + number(worker.rowsPerSecond())
                    + " rows/s")
        .collect(Collectors.joining("   "));
  }

  private static String percent(View.Work work) {
    return Math.round(100 * work.share()) + "%";
  }

  /** With separators between thousands. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Such as {@code 0:07}, {@code 1:02:03} or {@code 2d 1:02:03}. */
  public static String time(Duration time) {
    long days = Math.max(0, time.toDays());
    long seconds = Math.max(0, time.toSeconds()) - 86_400 * days;
    if (days > 0) {
      return String.format(
          Locale.ROOT, "%dd %d:%02d:%02d", days, seconds / 3600, seconds % 3600 / 60, seconds % 60);
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds % 3600 / 60, seconds % 60);
  }

  /** Broken between words, so that a reason can be read to its end. */
  private static List<String> wrapped(String text, int width) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  static String cut(String line, int width) {
    return line.length() <= width ? line : line.substring(0, Math.max(0, width - 3)) + "...";
  }
}
