package dev.infill.deploy.simulation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardId;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks that a coordinator tells the migrations of one shard no more ranges together than they may
 * have there. For the second in which one begins or ends, it may.
 */
final class SharesTold {
  private final World world;
  private final Map<MigrationShard, Integer> told = new HashMap<>();
  private Map<ShardId, Set<MigrationShard>> before = Map.of();

  SharesTold(World world) {
    this.world = world;
  }

  /** What is told from now on is of one look at who works. */
  void begin() {
    told.clear();
  }

  void tell(Pace pace) {
    told.put(pace.id(), pace.rangesInFlight());
  }

  void end() {
    Map<ShardId, Set<MigrationShard>> now =
        world.topics().states.values().stream()
            .filter(Effects::works)
            .map(ShardMigration::id)
            .collect(groupingBy(MigrationShard::shard, toSet()));
    now.forEach(
        (shard, working) -> {
          if (working.equals(before.get(shard))) {
            look(shard, working);
          }
        });
    before = now;
  }

  private void look(ShardId shard, Set<MigrationShard> working) {
    int ranges = working.stream().mapToInt(id -> told.getOrDefault(id, 0)).sum();
    working.stream()
        .map(id -> world.topics().states.get(id).spec().schedule().sharedRanges())
        .flatMap(Optional::stream)
        .forEach(
            most ->
                assertThat(ranges)
                    .as("ranges told to %s migrations of %s together", working.size(), shard)
                    .isLessThanOrEqualTo(most));
  }
}
