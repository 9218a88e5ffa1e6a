package dev.infill.common.spec;

import java.time.Duration;

/**
 * How hard one shard may be worked.
 *
 * @param rangesInFlight most ranges worked on at a time, at least 1
 * @param rangeRows rows a range is cut to, at least 1
 * @param chunkTarget wall time a chunk should take, waiting for locks included; positive
 * @param lockTimeout longest wait for a lock, by a chunk or a DDL statement; positive
 * @param scatter whether windows of rows may be filled in several passes
 * @param pace what of the server slows the work down, and from where on
 * @param vacuum whether Infill vacuums where autovacuum does not keep up
 * @param allowRebuild whether MySQL may rebuild or copy the table where a step can't be had
 *     otherwise
 */
public record LimitsSpec(
    int rangesInFlight,
    int rangeRows,
    Duration chunkTarget,
    Duration lockTimeout,
    Scattering scatter,
    PaceSpec pace,
    Vacuum vacuum,
    boolean allowRebuild) {

  /** Whether a fill is scattered. */
  public enum Scattering {
    /** Where it spares the server something. */
    AUTO,
    /** Never. */
    OFF
  }

  /** Whether Infill vacuums a table in which its own updates leave more than autovacuum clears. */
  public enum Vacuum {
    AUTO,
    NEVER
  }

  /** Limits that leave it to the plan whether the fill is scattered. */
  public LimitsSpec(int rangesInFlight, int rangeRows, Duration chunkTarget, Duration lockTimeout) {
    this(
        rangesInFlight,
        rangeRows,
        chunkTarget,
        lockTimeout,
        Scattering.AUTO,
        PaceSpec.DEFAULT,
        Vacuum.AUTO,
        false);
  }

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

  /** The same, but for these two. */
  public LimitsSpec with(int otherRangesInFlight, Duration otherChunkTarget) {
    return new LimitsSpec(
        otherRangesInFlight,
        rangeRows,
        otherChunkTarget,
        lockTimeout,
        scatter,
        pace,
        vacuum,
        allowRebuild);
  }
}
