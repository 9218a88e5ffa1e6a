package dev.infill.coordinator.runtime;

import dev.infill.common.spec.LimitsSpec;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How hard a shard may be worked, whatever its server bears: by the spec's limits and windows, by
 * an operator, and by what other migrations leave of it.
 *
 * @param share empty where nobody shares the shard's ranges
 */
record Allowance(ShardMigration migration, Optional<Share> share) {
  /** How long before a window begins it is listened how the shard feels without us. */
  private static final Duration LISTEN = Duration.ofSeconds(30);

  boolean mayWork(Instant now) {
    return Effects.works(migration) && migration.standstill(now).isEmpty();
  }

  /** Whether it stands still for so long that nothing needs to be known of it. */
  boolean rests(Instant now) {
    return Effects.works(migration)
        && !mayWork(now)
        && migration.standstill(now.plus(LISTEN)).isPresent();
  }

  /** What the pace may rise to; a share that is none for now is not forgotten by standing still. */
  LimitsSpec limits(Instant now) {
    var limits = migration.limits(now);
    int most = share.map(s -> Math.max(1, s.ranges())).orElse(Integer.MAX_VALUE);
    return limits.with(Math.min(limits.rangesInFlight(), most), limits.chunkTarget());
  }

  /** Ranges in flight of those that the server bears. A limit that became less holds at once. */
  int ranges(int paced, Instant now) {
    return migration.standstill(now).isPresent()
        ? 0
        : Math.min(
            Math.min(paced, migration.limits(now).rangesInFlight()),
            share.map(Share::ranges).orElse(Integer.MAX_VALUE));
  }

  /** The time that a chunk should take, of that which the server bears. */
  Duration chunkTarget(Duration paced, Instant now) {
    var limit = migration.limits(now).chunkTarget();
    return paced.compareTo(limit) < 0 ? paced : limit;
  }

  /** Why it is worked so, for people; by the server's reason where it is worked at all. */
  String reason(String paced, Instant now) {
    return migration
        .standstill(now)
        .orElseGet(
            () ->
                paced
                    + (migration.tuned().isPresent() ? " (an operator set the limits)" : "")
                    + share.filter(s -> holdsBack(s, now)).map(s -> "; " + s.reason()).orElse(""));
  }

  private boolean holdsBack(Share s, Instant now) {
    return s.ranges() < migration.limits(now).rangesInFlight();
  }
}
