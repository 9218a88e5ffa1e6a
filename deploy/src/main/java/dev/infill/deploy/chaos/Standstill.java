package dev.infill.deploy.chaos;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import java.util.ArrayList;
import java.util.List;

/** Why a migration has not ended, as its status tells it. */
final class Standstill {
  private Standstill() {}

  /** A sentence for each shard that has not ended. */
  static List<String> of(MigrationStatus status) {
    return status.shards().stream()
        .filter(shard -> !shard.phase().equals("Completed") && !shard.phase().equals("RolledBack"))
        .map(shard -> sentence(status.migration(), shard))
        .toList();
  }

  private static String sentence(String migration, ShardStatus shard) {
    var parts = new ArrayList<String>();
    parts.add(
        "%s on %s is %s (%s), for %.0f s"
            .formatted(
                migration, shard.shard(), shard.phase(), shard.below(), shard.secondsInPhase()));
    shard.failure().ifPresent(failure -> parts.add("failed: " + failure.reason()));
    shard.blocked().ifPresent(blocker -> parts.add("blocked: " + blocker.reason()));
    shard.gate().ifPresent(gate -> parts.add(gate.sentence()));
    shard.waits().ifPresent(parts::add);
    shard
        .progress()
        .ifPresent(
            walk ->
                parts.add(
                    "%s %d of %d rows, %d ranges out, %d ready"
                        .formatted(
                            walk.what(),
                            walk.rows(),
                            walk.ofRows(),
                            walk.rangesOut(),
                            walk.rangesReady())));
    parts.add("pace: " + shard.pace().reason());
    return String.join("; ", parts);
  }
}
