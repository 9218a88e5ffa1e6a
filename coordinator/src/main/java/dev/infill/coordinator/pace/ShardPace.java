package dev.infill.coordinator.pace;

import dev.infill.common.spec.LimitsSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * How fast a shard is worked now, and what the controller remembers from second to second.
 *
 * @param rangesInFlight most ranges at a time
 * @param chunkTarget wall time a chunk should take
 * @param restPercent rest after each chunk, in hundredths of the time it took
 * @param reason why it is so, for people; never empty
 * @param bad looks in a row that were bad
 * @param good looks in a row that were good
 * @param changed when the ranges in flight were last changed
 */
public record ShardPace(
    int rangesInFlight,
    Duration chunkTarget,
    int restPercent,
    String reason,
    int bad,
    int good,
    Instant changed) {

  /** Begins at the spec's limit: it is what the operator asked for, and braking is quick. */
  public static ShardPace begin(LimitsSpec limits, Instant now) {
    return new ShardPace(
        limits.rangesInFlight(), limits.chunkTarget(), 0, PaceController.AT_LIMIT, 0, 0, now);
  }

  ShardPace because(String why) {
    return new ShardPace(rangesInFlight, chunkTarget, restPercent, why, bad, good, changed);
  }

  ShardPace counting(int badLooks, int goodLooks) {
    return new ShardPace(
        rangesInFlight, chunkTarget, restPercent, reason, badLooks, goodLooks, changed);
  }
}
