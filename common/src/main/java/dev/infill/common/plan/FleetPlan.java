package dev.infill.common.plan;

import java.util.List;
import java.util.Optional;

/**
 * A plan of all shards of a fleet.
 *
 * @param migration its name
 * @param table the table, with its schema where that is the same on all shards
 * @param shards in the fleet's order
 */
public record FleetPlan(String migration, String table, List<OfShard> shards) {
  public FleetPlan {
    shards = List.copyOf(shards);
  }

  /**
   * @param shard its id
   * @param plan empty when the shard could not be asked
   * @param failure why it could not be asked
   */
  public record OfShard(String shard, Optional<ShardPlan> plan, Optional<String> failure) {}

  /** Whether nothing stands against the migration on any shard. */
  public boolean accepted() {
    return shards.stream().allMatch(of -> of.plan().filter(ShardPlan::accepted).isPresent());
  }

  /** Whether every shard could be asked. */
  public boolean complete() {
    return shards.stream().allMatch(of -> of.plan().isPresent());
  }
}
