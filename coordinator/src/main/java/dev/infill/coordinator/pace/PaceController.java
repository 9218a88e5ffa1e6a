package dev.infill.coordinator.pace;

import dev.infill.common.message.Pace.Signal;
import dev.infill.common.shard.ShardWatch.Felt;
import dev.infill.common.shard.Signals;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.PaceSpec;
import dev.infill.coordinator.pace.Reading.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Additive increase, multiplicative decrease: one range more after a while of good looks, half of
 * them (and half the chunk) when looks are bad; where one range in small chunks is still too much,
 * it rests between them. Called once a second for each shard.
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
  private static final String RECOVERING = "recovering: all signals good";
  static final String AT_LIMIT = "at the spec's limit";

  /** The longest rest: one part of work, seven of rest. */
  static final int MOST_REST = 700;

  /**
   * The pace after a look at the shard.
   *
   * @param changeLag from commit to dual-write; empty when no change came lately
   * @param lagFalls whether it is less than at the look before
   * @param walRate bytes a second since the look before; empty at the first look
   */
  public ShardPace next(
      ShardPace pace,
      Signals signals,
      Optional<Duration> changeLag,
      boolean lagFalls,
      Optional<Long> walRate,
      LimitsSpec spec,
      Instant now) {
    var course = new Reading.Course(changeLag, lagFalls, walRate);
    return follow(pace, Reading.of(signals, course, spec.pace()), spec, now);
  }

  /** All that the spec has looked at, as a look at the shard found it; of no effect. */
  public List<Signal> signals(
      Signals signals, Optional<Duration> changeLag, Optional<Long> walRate, PaceSpec spec) {
    return Reading.of(signals, new Reading.Course(changeLag, false, walRate), spec).signals();
  }

  /** The pace after a look that failed, or did not come back in time. */
  public ShardPace unreadable(ShardPace pace, String why, LimitsSpec spec, Instant now) {
    return follow(pace, Reading.unreadable(why), spec, now);
  }

  /** The effort to begin with; empty where the spec does not ask for one. */
  public Optional<Effort> begin(PaceSpec spec, Instant now) {
    return spec.slowdown().map(limit -> Effort.begin(now));
  }

  /** The effort after another look at what the application feels. */
  public Optional<Effort> next(Optional<Effort> effort, Felt felt, PaceSpec spec, Instant now) {
    return spec.slowdown()
        .map(limit -> Yielding.next(effort.orElseGet(() -> Effort.begin(now)), felt, limit, now));
  }

  /** What is told: the pace that the server bears, and of that as much as nobody feels. */
  public ShardPace both(ShardPace pace, Optional<Effort> effort) {
    return effort.filter(e -> e.share() < 1).map(e -> yielding(pace, e)).orElse(pace);
  }

  private static ShardPace yielding(ShardPace pace, Effort effort) {
    String yields =
        String.format(Locale.ROOT, "works %.0f%% of the time", 100 * effort.share())
            + (effort.reason().isEmpty() ? "" : ": " + effort.reason());
    return new ShardPace(
        pace.rangesInFlight(),
        effort.chunk(pace.chunkTarget()),
        Math.max(pace.restPercent(), effort.restPercent()),
        pace.reason().equals(AT_LIMIT) ? yields : pace.reason() + "; " + yields,
        pace.bad(),
        pace.good(),
        pace.changed());
  }

  private static ShardPace follow(ShardPace pace, Reading reading, LimitsSpec spec, Instant now) {
    return switch (reading.verdict()) {
      case GOOD -> rise(pace.counting(0, pace.good() + 1), spec, now);
      case HOLD -> hold(pace.counting(0, 0), reading, now);
      case PRESSED, OVERDRAWN -> brake(pace.counting(pace.bad() + 1, 0), reading, spec, now);
    };
  }

  /** First rests less, then works in more places. */
  private static ShardPace rise(ShardPace pace, LimitsSpec spec, Instant now) {
    if (pace.rangesInFlight() >= spec.rangesInFlight() && pace.restPercent() == 0) {
      return new ShardPace(
          spec.rangesInFlight(), spec.chunkTarget(), 0, AT_LIMIT, 0, pace.good(), pace.changed());
    }
    if (pace.good() < GOOD_LOOKS) {
      return pace.because(RECOVERING);
    }
    Duration target = min(pace.chunkTarget().multipliedBy(2), spec.chunkTarget());
    boolean rests = pace.restPercent() > 0 && pace.rangesInFlight() > 0;
    return new ShardPace(
        rests ? pace.rangesInFlight() : pace.rangesInFlight() + 1,
        rests ? pace.chunkTarget() : target,
        rests ? Math.max(0, (100 + pace.restPercent()) / 2 - 100) : pace.restPercent(),
        RECOVERING,
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
    return new ShardPace(1, pace.chunkTarget(), pace.restPercent(), reason, 0, 0, now);
  }

  private static boolean settled(ShardPace pace, Instant now) {
    return !now.isBefore(pace.changed().plus(SETTLE));
  }

  private static ShardPace brake(ShardPace pace, Reading reading, LimitsSpec spec, Instant now) {
    int floor = reading.verdict() == Verdict.OVERDRAWN ? 0 : 1;
    if (pace.rangesInFlight() < floor) {
      return tryOne(pace, reading, now);
    }
    Duration least = min(spec.chunkTarget(), LEAST_TARGET);
    boolean atFloor =
        pace.rangesInFlight() <= floor && (floor == 0 || pace.restPercent() >= MOST_REST);
    if (pace.bad() < BAD_LOOKS || !settled(pace, now) || atFloor) {
      boolean slow = pace.rangesInFlight() < spec.rangesInFlight() || pace.restPercent() > 0;
      return pace.because((slow ? "slowed: " : "watching: ") + reading.reason());
    }
    // One range in the smallest chunks is as little at a time as can be: then less often.
    boolean rest = pace.rangesInFlight() <= floor && pace.chunkTarget().equals(least);
    Duration half = pace.chunkTarget().dividedBy(2);
    return new ShardPace(
        Math.max(floor, pace.rangesInFlight() / 2),
        half.compareTo(least) < 0 ? least : half,
        rest ? Math.min(MOST_REST, 2 * (100 + pace.restPercent()) - 100) : pace.restPercent(),
        "slowed: " + reading.reason(),
        0,
        0,
        now);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
