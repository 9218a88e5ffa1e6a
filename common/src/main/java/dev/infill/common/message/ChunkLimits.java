package dev.infill.common.message;

import java.time.Duration;

/**
 * How far one chunk may grow, and how long it may hold its row locks.
 *
 * @param minRows fewest rows a chunk is cut to, at least 1
 * @param maxRows most rows in a chunk; bounds the WAL or undo that one commit writes
 * @param target wall time a chunk should take, waiting for locks included
 * @param lockTimeout longest wait for a row lock before a chunk goes around the locked rows
 * @throws IllegalArgumentException unless 1 <= minRows <= maxRows and the times are positive
 */
public record ChunkLimits(int minRows, int maxRows, Duration target, Duration lockTimeout) {
  public ChunkLimits {
    if (minRows < 1 || maxRows < minRows) {
      throw new IllegalArgumentException(
          "need 1 <= minRows <= maxRows: " + minRows + ", " + maxRows);
    }
    if (!target.isPositive() || !lockTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "target and lockTimeout must be positive: " + target + ", " + lockTimeout);
    }
  }
}
