package dev.infill.deploy.plan;

import dev.infill.common.plan.FleetPlan;
import dev.infill.common.plan.FleetPlan.OfShard;
import dev.infill.common.plan.ShardPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Shards that answer the same, so that it is told once. */
final class Groups {
  private Groups() {}

  /** Shards with their plans, at least one. */
  record Group(List<String> shards, List<ShardPlan> plans) {
    ShardPlan first() {
      return plans.getFirst();
    }
  }

  /** The accepted shards by what is told of them, in the fleet's order. */
  static List<Group> of(FleetPlan fleet, Function<OfShard, Object> told) {
    Map<Object, Group> groups = new LinkedHashMap<>();
    for (OfShard shard : fleet.shards()) {
      if (shard.plan().filter(ShardPlan::accepted).isPresent()) {
        var group =
            groups.computeIfAbsent(
                told.apply(shard), same -> new Group(new ArrayList<>(), new ArrayList<>()));
        group.shards().add(shard.shard());
        group.plans().add(shard.plan().get());
      }
    }
    return List.copyOf(groups.values());
  }

  /** A statement without the names that hold the shard's own. */
  static String withoutShard(FleetPlan fleet, String shard, String sql) {
    return sql.replaceAll("infill_[a-z0-9_]+_[0-9a-f]{8}", "infill_...")
        .replace(fleet.migration() + "/" + shard, "...")
        .replaceAll("begun on [^']*", "begun on ...");
  }
}
