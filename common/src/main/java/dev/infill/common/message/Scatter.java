package dev.infill.common.message;

import java.util.Locale;

/**
 * Whether a fill is scattered: a window of rows is filled in several passes, each taking a share of
 * every page's rows, so that the server can use the room of the rows of one pass for those of the
 * next. Most updates then stay on their page and touch no index.
 *
 * @param passes how many; 1 fills plainly
 * @param windowRows about how many rows the passes go over before the next rows are begun
 * @param reason why so, for people
 * @throws IllegalArgumentException unless there is at least 1 pass, at most {@value #MOST_PASSES},
 *     and at least 1 row
 */
public record Scatter(int passes, int windowRows, String reason) {
  /** Beyond, each pass takes less than a row of most pages. */
  public static final int MOST_PASSES = 64;

  public Scatter {
    if (passes < 1 || passes > MOST_PASSES || windowRows < 1) {
      throw new IllegalArgumentException(
          "need 1 to 64 passes over at least 1 row: " + passes + ", " + windowRows);
    }
  }

  /** A plain fill. */
  public static Scatter off(String reason) {
    return new Scatter(1, 1, reason);
  }

  /** How and why, for people. */
  public String sentence() {
    return scattered()
        ? String.format(
            Locale.ROOT, "scattered: %d passes over %,d rows, since %s", passes, windowRows, reason)
        : "plain, since " + reason;
  }

  /** Whether there is more than the plain statement. */
  public boolean scattered() {
    return passes > 1;
  }
}
