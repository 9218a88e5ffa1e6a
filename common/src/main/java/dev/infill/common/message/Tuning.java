package dev.infill.common.message;

import java.time.Duration;
import java.util.Optional;

/**
 * What an operator sets in place of a spec's limits while a migration runs.
 *
 * @param rangesInFlight most ranges at a time on a shard, at least 1; empty leaves the spec's
 * @param chunkTarget wall time a chunk should take, positive; empty leaves the spec's
 * @throws IllegalArgumentException for what can't be worked by
 */
public record Tuning(Optional<Integer> rangesInFlight, Optional<Duration> chunkTarget) {
  /** The spec's limits hold again. */
  public static final Tuning RELEASED = new Tuning(Optional.empty(), Optional.empty());

  /** As many as the spec may ask for. */
  public static final int MOST_RANGES = 256;

  public Tuning {
    if (rangesInFlight.filter(ranges -> ranges < 1 || ranges > MOST_RANGES).isPresent()) {
      throw new IllegalArgumentException(
          "ranges in flight must be 1 to " + MOST_RANGES + ": " + rangesInFlight.get());
    }
    if (chunkTarget.filter(target -> !target.isPositive()).isPresent()) {
      throw new IllegalArgumentException("the chunk target must be positive: " + chunkTarget.get());
    }
  }

  /** Whether it sets anything. */
  public boolean any() {
    return rangesInFlight.isPresent() || chunkTarget.isPresent();
  }
}
