package dev.infill.coordinator.lifecycle;

import dev.infill.common.spec.RolloutSpec.HaltOn;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import java.util.List;
import java.util.Optional;

/** Whether more shards may begin, by how those that have begun fare. */
final class Health {
  private Health() {}

  /** What keeps more shards from beginning, for people; empty while nothing does. */
  static Optional<String> sick(List<ShardMigration> fleet, HaltOn limits) {
    var failed = fleet.stream().filter(m -> m.state() instanceof Failed).toList();
    if (failed.size() >= limits.failedShards()) {
      var first = failed.getFirst();
      return Optional.of(
          "%d of %d shards failed, and haltOn.failedShards is %d; %s: %s"
              .formatted(
                  failed.size(),
                  fleet.size(),
                  limits.failedShards(),
                  first.id().shard().name(),
                  ((Failed) first.state()).reason()));
    }
    long bad = fleet.stream().mapToLong(Health::quarantined).sum();
    return bad >= limits.quarantined()
        ? Optional.of(
            "%d rows can't be computed, and haltOn.quarantined is %d; see each shard's list"
                .formatted(bad, limits.quarantined()))
        : Optional.empty();
  }

  /** Rows that came to be put aside since an operator last resumed. */
  private static long quarantined(ShardMigration m) {
    return Math.max(0, m.tally().quarantine().count() - m.place().forgiven());
  }
}
