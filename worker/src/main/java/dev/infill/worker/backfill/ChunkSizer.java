package dev.infill.worker.backfill;

import dev.infill.common.message.ChunkLimits;
import java.time.Duration;

/**
 * Sizes chunks so that each takes about the target time. Follows the time a row takes, smoothed,
 * and at most doubles or halves from one chunk to the next.
 */
final class ChunkSizer {
  /** Where the first range starts: small enough for a slow server, soon doubled on a fast one. */
  static final int START = 1_000;

  /** How much the last chunk tells against those before it. */
  private static final double WEIGHT = 0.5;

  private final ChunkLimits limits;
  private Duration target;
  private int rows;
  private double nanosPerRow;

  /**
   * @param start rows of the first chunk, as far as the limits allow
   */
  ChunkSizer(ChunkLimits limits, int start) {
    this.limits = limits;
    this.target = limits.target();
    this.rows = within(start);
  }

  /** Rows that the next chunk should have. */
  int rows() {
    return rows;
  }

  /** The time that a chunk should take. */
  Duration target() {
    return target;
  }

  void aimAt(Duration target) {
    this.target = target;
  }

  /**
   * Learns from a chunk.
   *
   * @param done rows it had; one that had less than half of what was asked tells nothing
   */
  void took(long done, Duration elapsed) {
    if (done < 1 || done < rows / 2) {
      return;
    }
    double perRow = Math.max(1.0, (double) elapsed.toNanos() / done);
    nanosPerRow = nanosPerRow == 0 ? perRow : WEIGHT * perRow + (1 - WEIGHT) * nanosPerRow;
    double ideal = target.toNanos() / nanosPerRow;
    rows = within(Math.max(rows * 0.5, Math.min(rows * 2.0, ideal)));
  }

  /** A chunk failed: a smaller one may pass. */
  void halve() {
    rows = within(rows * 0.5);
  }

  private int within(double wanted) {
    return (int) Math.max(limits.minRows(), Math.min(limits.maxRows(), wanted));
  }
}
