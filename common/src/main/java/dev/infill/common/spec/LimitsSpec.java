package dev.infill.common.spec;

import java.time.Duration;

/**
 * How hard one shard may be worked.
 *
 * @param rangesInFlight most ranges worked on at a time, at least 1
 * @param rangeRows rows a range is cut to, at least 1
 * @param chunkTarget wall time a chunk should take, waiting for locks included; positive
 * @param lockTimeout longest wait for a lock, by a chunk or a DDL statement; positive
 */
public record LimitsSpec(
    int rangesInFlight, int rangeRows, Duration chunkTarget, Duration lockTimeout) {
  public LimitsSpec {
    if (rangesInFlight < 1 || rangeRows < 1) {
      throw new IllegalArgumentException(
          "need rangesInFlight and rangeRows of at least 1: " + rangesInFlight + ", " + rangeRows);
    }
    if (!chunkTarget.isPositive() || !lockTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "chunkTarget and lockTimeout must be positive: " + chunkTarget + ", " + lockTimeout);
    }
  }
}
