package dev.infill.coordinator.status;

import dev.infill.coordinator.status.History.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/**
 * Figures over time in bounded memory: a point a second to begin with; when all places are taken,
 * each two neighbours become one and a point stands for twice the time. So a curve always reaches
 * back to its beginning, an hour or a month ago. One thread at a time.
 */
final class Curve {
  /** Most points of a curve; even. */
  static final int MOST = 720;

  private final Instant begun;
  private final long[] rows = new long[MOST];
  private final long[] lag = new long[MOST];
  private final int[] ranges = new int[MOST];
  private final int[] looks = new int[MOST];
  private long stepSeconds = 1;
  private int last;

  Curve(Instant begun) {
    this.begun = begun;
  }

  /** Takes a look at a time that is not before the last one. */
  void add(Point point) {
    long second = Math.max(0, Duration.between(begun, point.at()).toSeconds());
    while (second / stepSeconds >= MOST) {
      halve();
    }
    last = Math.max(last, (int) (second / stepSeconds));
    rows[last] += point.rowsPerSecond();
    ranges[last] += point.rangesInFlight();
    lag[last] = Math.max(lag[last], point.lagMillis());
    looks[last]++;
  }

  /** What was looked at. A place without a look has no point: nobody was there to look. */
  History history() {
    var points = new ArrayList<Point>();
    for (int i = 0; i <= last; i++) {
      if (looks[i] > 0) {
        points.add(
            new Point(
                begun.plusSeconds(i * stepSeconds),
                rows[i] / looks[i],
                lag[i],
                Math.round((float) ranges[i] / looks[i])));
      }
    }
    return new History(stepSeconds, points);
  }

  private void halve() {
    for (int i = 0; i < MOST / 2; i++) {
      int a = 2 * i;
      rows[i] = rows[a] + rows[a + 1];
      ranges[i] = ranges[a] + ranges[a + 1];
      lag[i] = Math.max(lag[a], lag[a + 1]);
      looks[i] = looks[a] + looks[a + 1];
    }
    for (int i = MOST / 2; i < MOST; i++) {
      rows[i] = 0;
      ranges[i] = 0;
      lag[i] = 0;
      looks[i] = 0;
    }
    last /= 2;
    stepSeconds *= 2;
  }
}
