package dev.infill.coordinator.pace;

import dev.infill.common.shard.SchemaStore.Signals;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.coordinator.pace.Reading.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Additive increase, multiplicative decrease: one range more after a while of good looks, half of
 * them (and half the chunk) when looks are bad. Called once a second for each shard.
 *
 * <p>It brakes after {@value #BAD_LOOKS} bad looks in a row, so that a single slow commit changes
 * nothing, then waits {@link #SETTLE} for the brake to show before it brakes again. Load alone
 * never brakes below one range; a debt (lag, retained log) or a signal that can't be read goes to
 * zero.
 */
public final class PaceController {
  static final int BAD_LOOKS = 2;
  static final int GOOD_LOOKS = 3;
  static final Duration SETTLE = Duration.ofSeconds(3);
  static final Duration LEAST_TARGET = Duration.ofMillis(25);
  static final String AT_LIMIT = "at the spec's limit";

  private final PaceLimits limits;

  public PaceController(PaceLimits limits) {
    this.limits = limits;
  }

  /**
   * The pace after a look at the shard.
   *
   * @param changeLag from commit to dual-write; empty when no change came lately
   */
  public ShardPace next(
      ShardPace pace, Signals signals, Optional<Duration> changeLag, LimitsSpec spec, Instant now) {
    return follow(pace, Reading.of(signals, changeLag, limits), spec, now);
  }

  /** The pace after a look that failed, or did not come back in time. */
  public ShardPace unreadable(ShardPace pace, String why, LimitsSpec spec, Instant now) {
    return follow(pace, Reading.unreadable(why), spec, now);
  }

  private static ShardPace follow(ShardPace pace, Reading reading, LimitsSpec spec, Instant now) {
    return switch (reading.verdict()) {
      case GOOD -> rise(pace.counting(0, pace.good() + 1), spec, now);
      case HOLD -> hold(pace.counting(0, 0), reading, now);
      case PRESSED, OVERDRAWN -> brake(pace.counting(pace.bad() + 1, 0), reading, spec, now);
    };
  }

  private static ShardPace rise(ShardPace pace, LimitsSpec spec, Instant now) {
    if (pace.rangesInFlight() >= spec.rangesInFlight()) {
      return new ShardPace(
          spec.rangesInFlight(), spec.chunkTarget(), AT_LIMIT, 0, pace.good(), pace.changed());
    }
    if (pace.good() < GOOD_LOOKS) {
      return pace.because("recovering: all signals good");
    }
    Duration target = pace.chunkTarget().multipliedBy(2);
    return new ShardPace(
        pace.rangesInFlight() + 1,
        target.compareTo(spec.chunkTarget()) < 0 ? target : spec.chunkTarget(),
        "recovering: all signals good",
        0,
        0,
        now);
  }

  private static ShardPace hold(ShardPace pace, Reading reading, Instant now) {
    return pace.rangesInFlight() == 0
        ? tryOne(pace, reading, now)
        : pace.because("held: " + reading.reason());
  }

  /** Leaves zero: whatever is still wrong while we stand still isn't our doing alone. */
  private static ShardPace tryOne(ShardPace pace, Reading reading, Instant now) {
    String reason = "slowed: " + reading.reason();
    if (!settled(pace, now)) {
      return pace.because(reason);
    }
    return new ShardPace(1, pace.chunkTarget(), reason, 0, 0, now);
  }

  private static boolean settled(ShardPace pace, Instant now) {
    return !now.isBefore(pace.changed().plus(SETTLE));
  }

  private static ShardPace brake(ShardPace pace, Reading reading, LimitsSpec spec, Instant now) {
    int floor = reading.verdict() == Verdict.OVERDRAWN ? 0 : 1;
    if (pace.rangesInFlight() < floor) {
      return tryOne(pace, reading, now);
    }
    if (pace.bad() < BAD_LOOKS || !settled(pace, now) || pace.rangesInFlight() <= floor) {
      String word = pace.rangesInFlight() < spec.rangesInFlight() ? "slowed: " : "watching: ";
      return pace.because(word + reading.reason());
    }
    Duration half = pace.chunkTarget().dividedBy(2);
    Duration least =
        spec.chunkTarget().compareTo(LEAST_TARGET) < 0 ? spec.chunkTarget() : LEAST_TARGET;
    return new ShardPace(
        Math.max(floor, pace.rangesInFlight() / 2),
        half.compareTo(least) < 0 ? least : half,
        "slowed: " + reading.reason(),
        0,
        0,
        now);
  }
}
