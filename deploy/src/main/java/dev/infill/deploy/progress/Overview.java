package dev.infill.deploy.progress;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.coordinator.status.ShardStatus.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All migrations at one moment, each in a line.
 *
 * @param elapsed since they are watched
 */
public record Overview(Duration elapsed, List<Line> migrations) {
  private static final String ROW = "  %-28s %-16s %6s  %4s  %10s  %s";

  public Overview {
    migrations = List.copyOf(migrations);
  }

  /**
   * A migration over all its shards.
   *
   * @param percent filled and checked, 0 to 100
   * @param left of the slowest walk; empty where it can't be told
   * @param waits why the first shard that stands still does, a sentence
   */
  public record Line(
      String migration,
      String phase,
      int shards,
      double percent,
      long rowsPerSecond,
      Optional<Duration> left,
      Optional<String> waits) {}

  public static Overview of(List<MigrationStatus> all, Duration elapsed) {
    return new Overview(elapsed, all.stream().map(Overview::line).toList());
  }

  private static Line line(MigrationStatus m) {
    var walks = m.shards().stream().flatMap(shard -> shard.progress().stream()).toList();
    return new Line(
        m.migration(),
        m.phase(),
        m.shards().size(),
        m.percent(),
        walks.stream().mapToLong(Progress::rowsPerSecond).sum(),
        walks.stream()
            .flatMap(walk -> walk.secondsLeft().stream())
            .max(Comparator.naturalOrder())
            .map(Duration::ofSeconds),
        m.shards().stream().flatMap(shard -> waits(m, shard).stream()).findFirst());
  }

  private static Optional<String> waits(MigrationStatus m, ShardStatus shard) {
    return Views.waits(shard)
        .map(reason -> m.shards().size() == 1 ? reason : shard.shard() + ": " + reason);
  }

  /** Lines for a terminal, none wider than {@code width}. */
  List<String> block(int width) {
    var lines = new ArrayList<String>();
    lines.add(ROW.formatted("MIGRATION", "PHASE", "SHARDS", "DONE", "ROWS/S", "LEFT"));
    for (Line m : migrations) {
      lines.add(
          ROW.formatted(
                  m.migration(),
                  m.phase(),
                  m.shards(),
                  percent(m),
                  m.rowsPerSecond() > 0 ? Rendering.number(m.rowsPerSecond()) : "",
                  m.left().map(Rendering::time).orElse(""))
              .stripTrailing());
      m.waits().ifPresent(reason -> lines.add("      " + reason));
    }
    return lines.stream().map(line -> Rendering.cut(line, width)).toList();
  }

  /** One line for a migration, for a log. */
  String line(Line m) {
    var parts = new ArrayList<String>();
    parts.add(percent(m));
    if (m.rowsPerSecond() > 0) {
      parts.add(Rendering.number(m.rowsPerSecond()) + " rows/s");
    }
    m.left().ifPresent(left -> parts.add(Rendering.time(left) + " left"));
    m.waits().ifPresent(parts::add);
    return Rendering.time(elapsed)
        + "  "
        + m.migration()
        + " "
        + m.phase()
        + "  "
        + String.join(", ", parts);
  }

  private static String percent(Line m) {
    return String.format(Locale.ROOT, "%.0f%%", m.percent());
  }
}
