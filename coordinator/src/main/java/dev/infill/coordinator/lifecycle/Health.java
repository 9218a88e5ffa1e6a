package dev.infill.coordinator.lifecycle;

import dev.infill.common.spec.RolloutSpec.HaltOn;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether more shards may begin, by how those that have begun fare. */
final class Health {
  private Health() {}

  /** What keeps more shards from beginning, for people; empty while nothing does. */
  static Optional<String> sick(List<ShardMigration> fleet, HaltOn limits) {
    return failed(fleet, limits.failedShards())
        .or(() -> quarantined(fleet, limits.quarantined()))
        .or(() -> limits.appLatency().flatMap(limit -> slow(fleet, limit)));
  }

  private static Optional<String> failed(List<ShardMigration> fleet, int limit) {
    var failed = fleet.stream().filter(m -> m.state() instanceof Failed).toList();
    if (failed.size() < limit) {
      return Optional.empty();
    }
    var first = failed.getFirst();
    return Optional.of(
        "%d of %d shards failed, and haltOn.failedShards is %d; %s: %s"
            .formatted(
                failed.size(),
                fleet.size(),
                limit,
                first.id().shard().name(),
                ((Failed) first.state()).reason()));
  }

  private static Optional<String> quarantined(List<ShardMigration> fleet, int limit) {
    long bad = fleet.stream().mapToLong(Health::quarantined).sum();
    return bad >= limit
        ? Optional.of(
            "%s can't be computed, and haltOn.quarantined is %d; see each shard's list"
                .formatted(bad == 1 ? "1 row" : bad + " rows", limit))
        : Optional.empty();
  }

  private static Optional<String> slow(List<ShardMigration> fleet, Duration limit) {
    return fleet.stream()
        .filter(m -> m.place().slow().isPresent())
        .findFirst()
        .map(
            m ->
                String.format(
                    Locale.ROOT,
                    "small commits on %s took %.1f ms, in the median of half a minute, and"
                        + " haltOn.appLatency is %d ms",
                    m.id().shard().name(),
                    m.place().slow().orElseThrow().toNanos() / 1e6,
                    limit.toMillis()));
  }

  /** Rows that came to be put aside since an operator last resumed. */
  private static long quarantined(ShardMigration m) {
    return Math.max(0, m.tally().quarantine().count() - m.place().forgiven());
  }
}
