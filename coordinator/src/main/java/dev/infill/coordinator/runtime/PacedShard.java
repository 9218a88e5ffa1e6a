package dev.infill.coordinator.runtime;

import dev.infill.common.message.Event.PaceChanged;
import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.Signals;
import dev.infill.common.shard.Signals.DeadRows;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.pace.PaceController;
import dev.infill.coordinator.pace.ShardPace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pace of one shard: its probe, which may hang, and the controller's memory. The probe's thread
 * and the ticking thread meet here.
 */
final class PacedShard {
  /** How old a probe may be; one that takes longer counts as failed. */
  private static final Duration PROBE_AGE = Duration.ofSeconds(4);

  /** How long a change lag says something. Without changes none is told, which is no bad sign. */
  private static final Duration LAG_AGE = Duration.ofSeconds(5);

  /** How long a told change may take to show in the state before it is told again. */
  private static final Duration TOLD_AGAIN = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(PacedShard.class);

  private final PaceController controller;
  private final InstantSource clock;
  private ShardMigration migration;
  private ShardPace pace;
  private boolean probing;
  private Optional<Signals> signals = Optional.empty();
  private String failure = "not probed yet";
  private Optional<Duration> lagBefore = Optional.empty();
  private Optional<Long> walRate = Optional.empty();
  private Instant probed;
  private Instant changesAt = Instant.EPOCH;
  private int toldRanges = -1;
  private Instant toldAt = Instant.EPOCH;

  PacedShard(ShardMigration migration, PaceController controller, InstantSource clock) {
    this.migration = migration;
    this.controller = controller;
    this.clock = clock;
    this.probed = clock.instant();
    this.pace = ShardPace.begin(migration.spec().limits(), probed);
  }

  MigrationShard id() {
    return migration.id();
  }

  synchronized void follow(ShardMigration next) {
    if (next.tally().changes().applied() != migration.tally().changes().applied()) {
      changesAt = clock.instant();
    }
    migration = next;
  }

  /** Whether a probe is to be started now; never where the spec asks for nothing. */
  synchronized boolean beginProbe() {
    boolean begin = !probing && !asksNothing();
    probing |= begin;
    return begin;
  }

  void probe(SchemaStore store) {
    Optional<Signals> read = Optional.empty();
    String why = "";
    try {
      read = Optional.of(store.probe(planned()));
    } catch (ShardFailure e) {
      why = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      log.error("probe broke: migration={}", id(), e);
      why = "internal error: " + e.getClass().getSimpleName();
    }
    probed(read, why);
  }

  /** Follows the last probe. Returns the event to tell when the ranges in flight changed. */
  synchronized Optional<PaceChanged> step() {
    Instant now = clock.instant();
    var limits = migration.spec().limits();
    if (limits.pace().asksNothing()) {
      return changed(now);
    }
    boolean stale = now.isAfter(probed.plus(PROBE_AGE));
    if (signals.isPresent() && !stale) {
      var lag = changeLag(now);
      boolean falls =
          lag.isPresent() && lagBefore.filter(b -> b.compareTo(lag.get()) > 0).isPresent();
      lagBefore = lag;
      pace = controller.next(pace, signals.get(), lag, falls, walRate, limits, now);
    } else if (stale || !failure.equals("not probed yet")) {
      String why = stale ? "no answer for " + PROBE_AGE.toSeconds() + " s" : failure;
      pace = controller.unreadable(pace, why, limits, now);
    }
    return changed(now);
  }

  /** What the last probe found to be vacuumed. */
  synchronized Optional<DeadRows> deadRows() {
    return signals.flatMap(Signals::deadRows);
  }

  synchronized PlannedShard planned() {
    return migration.planned().orElseThrow(() -> new IllegalStateException("works without a plan"));
  }

  /** The pace as it stands now. */
  synchronized Pace told() {
    return new Pace(
        migration.id(),
        pace.rangesInFlight(),
        pace.chunkTarget(),
        pace.restPercent(),
        pace.reason(),
        clock.instant());
  }

  private synchronized void probed(Optional<Signals> read, String why) {
    Instant now = clock.instant();
    walRate = walRate(read, now);
    probing = false;
    probed = now;
    signals = read;
    failure = why;
  }

  /** What the server wrote since the look before, by the time between. */
  private Optional<Long> walRate(Optional<Signals> read, Instant now) {
    long millis = Duration.between(probed, now).toMillis();
    Optional<Long> before = signals.flatMap(Signals::walBytes);
    return before.isEmpty() || millis < 1
        ? Optional.empty()
        : read.flatMap(Signals::walBytes).map(bytes -> 1_000 * (bytes - before.get()) / millis);
  }

  private boolean asksNothing() {
    var limits = migration.spec().limits();
    return limits.pace().asksNothing() && limits.vacuum() == LimitsSpec.Vacuum.NEVER;
  }

  private Optional<Duration> changeLag(Instant now) {
    return now.isBefore(changesAt.plus(LAG_AGE))
        ? Optional.of(Duration.ofMillis(migration.tally().changes().lagMillis()))
        : Optional.empty();
  }

  private Optional<PaceChanged> changed(Instant now) {
    int ranges = pace.rangesInFlight();
    boolean known = ranges == migration.pace().rangesInFlight();
    boolean onItsWay = ranges == toldRanges && now.isBefore(toldAt.plus(TOLD_AGAIN));
    if (known || onItsWay) {
      return Optional.empty();
    }
    toldRanges = ranges;
    toldAt = now;
    return Optional.of(new PaceChanged(ranges, pace.reason()));
  }
}
