package dev.infill.coordinator.status;

import java.time.Instant;
import java.util.List;

/**
 * How a migration did over time, as far as this coordinator watched it.
 *
 * @param stepSeconds how much time a point stands for; grows with the time that was watched
 * @param points the oldest first, at most {@value Curve#MOST}; without those of times when nobody
 *     watched
 */
public record History(long stepSeconds, List<Point> points) {
  static final History NOTHING = new History(1, List.of());

  public History {
    points = List.copyOf(points);
  }

  /**
   * @param at the beginning of the time it stands for
   * @param rowsPerSecond rows filled or checked, the mean
   * @param lagMillis from commit to dual-write, the longest that was reported
   * @param rangesInFlight how many ranges might be worked on, the mean
   */
  public record Point(Instant at, long rowsPerSecond, long lagMillis, int rangesInFlight) {}
}
