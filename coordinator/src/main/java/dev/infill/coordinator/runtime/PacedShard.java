package dev.infill.coordinator.runtime;

import dev.infill.common.message.Event.CommitsSlow;
import dev.infill.common.message.Event.PaceChanged;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Pace.Signal;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.ShardWatch;
import dev.infill.common.shard.ShardWatch.Felt;
import dev.infill.common.shard.Signals;
import dev.infill.common.shard.Signals.DeadRows;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.Share;
import dev.infill.coordinator.pace.Effort;
import dev.infill.coordinator.pace.PaceController;
import dev.infill.coordinator.pace.ShardPace;
import dev.infill.coordinator.pace.SustainedLatency;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pace of one shard: its probe, which may hang, and the controller's memory. The probe's thread
 * and the ticking thread meet here.
 */
final class PacedShard {
  /** How long a change lag says something. Without changes none is told, which is no bad sign. */
  private static final Duration LAG_AGE = Duration.ofSeconds(5);

  /** How long a told change may take to show in the state before it is told again. */
  private static final Duration TOLD_AGAIN = Duration.ofSeconds(5);

  /** How often a second it is looked how long a small commit takes. */
  private static final int COMMITS = 8;

  private static final Duration COMMIT_EVERY = Duration.ofMillis(90);

  private static final Logger log = LoggerFactory.getLogger(PacedShard.class);

  private final PaceController controller;
  private final InstantSource clock;
  private final HeldWatch watch = new HeldWatch();
  private ShardMigration migration;
  private ShardPace pace;
  private LastLook look;
  private boolean working;
  private Optional<Share> share = Optional.empty();
  private Optional<Duration> lagBefore = Optional.empty();
  private Optional<Effort> effort;
  private SustainedLatency latency = SustainedLatency.NONE;
  private Instant changesAt = Instant.EPOCH;
  private int toldRanges = -1;
  private int toldHalvings = -1;
  private Instant toldAt = Instant.EPOCH;

  PacedShard(ShardMigration migration, PaceController controller, InstantSource clock) {
    this.migration = migration;
    this.controller = controller;
    this.clock = clock;
    Instant now = clock.instant();
    this.look = LastLook.none(now);
    this.pace = ShardPace.begin(migration.limits(now), now);
    this.working = allowance().mayWork(now);
    this.effort = controller.begin(migration.spec().limits().pace(), now);
  }

  MigrationShard id() {
    return migration.id();
  }

  /** Whether it is worked, and not only listened to. */
  synchronized boolean works() {
    return Effects.works(migration);
  }

  synchronized void follow(ShardMigration next) {
    if (next.tally().changes().applied() != migration.tally().changes().applied()) {
      changesAt = clock.instant();
    }
    migration = next;
    turn(clock.instant());
  }

  private Allowance allowance() {
    return new Allowance(migration, share);
  }

  /**
   * Follows the phases and the windows. A window's pace begins anew, and by what is felt just
   * before it: how the server was hours ago says nothing.
   */
  private void turn(Instant now) {
    if (working == allowance().mayWork(now)) {
      return;
    }
    working = !working;
    latency = SustainedLatency.NONE;
    if (working) {
      effort = effort.map(e -> e.works(now));
      pace = ShardPace.begin(migration.limits(now), now);
      look = look.whenWorkBegins(now);
    } else {
      effort = controller.begin(migration.spec().limits().pace(), now);
      lagBefore = Optional.empty();
    }
  }

  /** Ends the watch of a shard that rests; does nothing while a probe is under way. */
  void rest() {
    boolean rests;
    synchronized (this) {
      rests = allowance().rests(clock.instant());
    }
    if (rests) {
      watch.rest();
    }
  }

  /** What other migrations leave it of the shard's ranges. */
  synchronized void share(Optional<Share> now) {
    share = now;
  }

  synchronized ShardMigration followed() {
    return migration;
  }

  /** Whether a probe is to be started now; never where the spec asks for nothing. */
  synchronized boolean beginProbe() {
    return !asksNothing() && !allowance().rests(clock.instant()) && watch.begin();
  }

  /** Looks at the server, and for most of a second at how quickly it commits. */
  void probe(SchemaStore store) {
    try {
      ShardWatch open = watch.opened(() -> store.watch(planned()));
      probed(open.look(planned()));
      if (followed().spec().limits().pace().slowdown().isPresent()) {
        felt(open.feel(COMMITS, COMMIT_EVERY));
      }
    } catch (ShardFailure e) {
      notProbed(String.valueOf(e.getMessage()));
      watch.drop();
    } catch (InterruptedException e) {
      log.debug("a probe ends, since the coordinator stops: migration={}", id());
      watch.drop();
    } catch (RuntimeException e) {
      log.error("probe broke: migration={}", id(), e);
      notProbed("internal error: " + e.getClass().getSimpleName());
      watch.drop();
    } finally {
      watch.end();
    }
  }

  /** Ends the watch; a probe under way ends it when it comes to its end. */
  void close() {
    watch.close();
  }

  private synchronized void felt(Felt felt) {
    if (!working) {
      effort = effort.map(e -> e.hears(felt.commits(), clock.instant()));
      return;
    }
    effort = controller.next(effort, felt, migration.spec().limits().pace(), clock.instant());
  }

  /** Follows the last probe. Returns the event to tell when the ranges in flight changed. */
  synchronized Optional<PaceChanged> step() {
    Instant now = clock.instant();
    turn(now);
    var limits = allowance().limits(now);
    if (limits.pace().asksNothing()) {
      pace = ShardPace.begin(limits, now);
      return changed(now);
    }
    if (!working) {
      return changed(now);
    }
    var signals = look.fresh(now);
    if (signals.isPresent()) {
      var lag = changeLag(now);
      boolean falls =
          lag.isPresent() && lagBefore.filter(b -> b.compareTo(lag.get()) > 0).isPresent();
      lagBefore = lag;
      pace = controller.next(pace, signals.get(), lag, falls, look.walRate(), limits, now);
    } else {
      pace =
          look.unreadable(now)
              .map(why -> controller.unreadable(pace, why, limits, now))
              .orElse(pace);
    }
    return changed(now);
  }

  /** That commits were slow for a while, where that halts the rollout; told once a while. */
  synchronized Optional<CommitsSlow> slowCommits() {
    var rollout = migration.spec().schedule().rollout();
    var slow =
        rollout
            .flatMap(r -> r.haltOn().appLatency())
            .flatMap(
                limit ->
                    latency
                        .median(clock.instant())
                        .filter(median -> median.compareTo(limit) > 0)
                        .map(median -> new CommitsSlow(median, limit)));
    if (slow.isPresent()) {
      latency = SustainedLatency.NONE;
    }
    return slow;
  }

  /** What the last probe found to be vacuumed. */
  synchronized Optional<DeadRows> deadRows() {
    return look.signals().flatMap(Signals::deadRows);
  }

  synchronized PlannedShard planned() {
    return migration.planned().orElseThrow(() -> new IllegalStateException("works without a plan"));
  }

  /** The pace as it stands now. */
  synchronized Pace told() {
    Instant now = clock.instant();
    ShardPace told = controller.both(pace, effort);
    return new Pace(
        migration.id(),
        allowance().ranges(told.rangesInFlight(), now),
        allowance().chunkTarget(told.chunkTarget(), now),
        told.restPercent(),
        allowance().reason(told.reason(), now),
        now,
        looked(now));
  }

  /** What the last look found, while it is young enough to go by. */
  private Optional<List<Signal>> looked(Instant now) {
    var limits = migration.spec().limits();
    return look.fresh(now)
        .filter(s -> !limits.pace().asksNothing())
        .map(s -> controller.signals(s, changeLag(now), look.walRate(), limits.pace()));
  }

  private synchronized void probed(Signals read) {
    Instant now = clock.instant();
    if (working) {
      latency = read.commitLatency().map(c -> latency.with(c, now)).orElse(latency);
    }
    look = look.found(read, now);
  }

  private synchronized void notProbed(String why) {
    look = look.failed(why, clock.instant());
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
    int ranges = allowance().ranges(pace.rangesInFlight(), now);
    int halvings = effort.map(Effort::halvings).orElse(0);
    boolean known =
        ranges == migration.pace().rangesInFlight()
            && (effort.isEmpty() || halvings == toldHalvings);
    boolean onItsWay =
        ranges == toldRanges && halvings == toldHalvings && now.isBefore(toldAt.plus(TOLD_AGAIN));
    if (known || onItsWay) {
      return Optional.empty();
    }
    toldRanges = ranges;
    toldHalvings = halvings;
    toldAt = now;
    return Optional.of(
        new PaceChanged(ranges, allowance().reason(controller.both(pace, effort).reason(), now)));
  }
}
