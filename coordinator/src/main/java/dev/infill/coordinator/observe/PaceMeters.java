package dev.infill.coordinator.observe;

import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.pace.ThrottleCause;
import dev.infill.coordinator.runtime.PaceSink;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * Counts how long the shards that this coordinator owns were worked slower than their spec allows,
 * and why, on the paces' way out. The sum over coordinators is the whole time. Safe for all
 * threads.
 */
public final class PaceMeters implements PaceSink {
  /** A pace holds until the next, but no longer than workers would believe it. */
  private static final Duration HOLDS = Pace.SILENCE;

  private final PaceSink next;
  private final InstantSource clock;
  private final Map<MigrationShard, Told> told = new HashMap<>();
  private final Map<ThrottleCause, DoubleAdder> seconds = new EnumMap<>(ThrottleCause.class);

  /**
   * @param most ranges in flight that it was ever told: the spec's limit, with which a pace begins
   */
  private record Told(Pace pace, int most, Instant at) {
    boolean throttled() {
      return pace.rangesInFlight() < most || pace.restPercent() > 0;
    }
  }

  public PaceMeters(PaceSink next, MeterRegistry registry, InstantSource clock) {
    this.next = next;
    this.clock = clock;
    for (var cause : ThrottleCause.values()) {
      var adder = new DoubleAdder();
      seconds.put(cause, adder);
      FunctionCounter.builder("infill.throttled", adder, DoubleAdder::sum)
          .tag("cause", cause.label())
          .baseUnit("seconds")
          .description("time in which shards were worked slower than their specs allow")
          .register(registry);
    }
  }

  @Override
  public void publish(Pace pace) {
    count(pace);
    next.publish(pace);
  }

  @Override
  public void remove(MigrationShard id) {
    forget(id);
    next.remove(id);
  }

  private synchronized void count(Pace pace) {
    Instant now = clock.instant();
    Told last = told.get(pace.id());
    if (last != null && last.throttled()) {
      add(last, now);
    }
    if (pace.reason().startsWith("nothing to work on")) {
      told.remove(pace.id());
    } else {
      int most = Math.max(pace.rangesInFlight(), last == null ? 0 : last.most());
      told.put(pace.id(), new Told(pace, most, now));
    }
  }

  private void add(Told last, Instant now) {
    Duration held = Duration.between(last.at(), now);
    if (held.isPositive()) {
      Duration counted = held.compareTo(HOLDS) < 0 ? held : HOLDS;
      var adder = seconds.get(ThrottleCause.of(last.pace().reason()));
      if (adder != null) {
        adder.add(counted.toMillis() / 1000.0);
      }
    }
  }

  private synchronized void forget(MigrationShard id) {
    told.remove(id);
  }
}
