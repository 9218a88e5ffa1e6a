package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.TablePlan;
import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Shards whose table is not as most of the fleet have it, on each engine for itself. A column that
 * is missing refuses the shard in its own plan; what is told here would be filled, though not as
 * the others are.
 */
public final class FleetDifferences {
  private FleetDifferences() {}

  /** A sentence for each shard that differs, by those that were looked at; in their order. */
  public static List<String> of(Collection<ShardMigration> fleet) {
    var plans = new LinkedHashMap<ShardAddress, TablePlan>();
    fleet.stream()
        .sorted(Comparator.comparing(m -> m.id().shard().name()))
        .forEach(m -> m.plan().ifPresent(plan -> plans.put(m.shard(), plan)));
    return List.copyOf(of(plans).values());
  }

  /** By shard. */
  public static Map<ShardId, String> of(Map<ShardAddress, TablePlan> plans) {
    var differing = new LinkedHashMap<ShardId, String>();
    for (Engine engine : Engine.values()) {
      var looks = new LinkedHashMap<ShardId, List<String>>();
      plans.forEach(
          (shard, plan) -> {
            if (shard.engine() == engine) {
              looks.put(shard.id(), look(plan));
            }
          });
      usual(looks.values())
          .ifPresent(
              most ->
                  looks.forEach(
                      (shard, look) -> {
                        if (!look.equals(most)) {
                          differing.put(shard, sentence(shard, look, most));
                        }
                      }));
    }
    return differing;
  }

  private static List<String> look(TablePlan plan) {
    var look = new ArrayList<String>();
    look.add(
        "the key is "
            + plan.fill().key().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", ")));
    plan.fill().columns().forEach(c -> look.add("the type of " + c.name() + " is " + c.type()));
    look.add(
        plan.identityIndex().isEmpty()
            ? "the replica identity is fit"
            : "the replica identity becomes " + plan.identityIndex());
    return look;
  }

  private static Optional<List<String>> usual(Collection<List<String>> looks) {
    return looks.stream()
        .collect(
            Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }

  private static String sentence(ShardId shard, List<String> look, List<String> most) {
    var told = new ArrayList<String>();
    for (String part : look) {
      if (!most.contains(part)) {
        told.add(part);
      }
    }
    var usual = most.stream().filter(part -> !look.contains(part)).toList();
    return shard.name() + ": " + String.join(", ", told) + "; of most, " + String.join(", ", usual);
  }
}
