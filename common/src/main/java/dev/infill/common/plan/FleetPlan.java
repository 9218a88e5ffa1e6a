package dev.infill.common.plan;

import java.time.Instant;
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
   * @param fillEnds when the fill ends by the forecast, if it began now; empty without windows
   */
  public record OfShard(
      String shard,
      Optional<ShardPlan> plan,
      Optional<String> failure,
      Optional<FillEnd> fillEnds) {}

  /**
   * @param local the same for people, in the windows' zone
   */
  public record FillEnd(Instant at, String local) {}

  /** Whether nothing stands against the migration on any shard. */
  public boolean accepted() {
    return shards.stream().allMatch(of -> of.plan().filter(ShardPlan::accepted).isPresent());
  }

  /** Whether every shard could be asked. */
  public boolean complete() {
    return shards.stream().allMatch(of -> of.plan().isPresent());
  }
}
