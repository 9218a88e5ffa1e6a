package dev.infill.coordinator.runtime;

import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.Turns;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tells whose turn it is among the migrations of one partition, each time once: what was told and
 * has not come back yet is not told again. Not safe for threads.
 */
public final class TurnTeller {
  private final Supplier<? extends Collection<ShardMigration>> others;
  private final InstantSource clock;
  private final Map<MigrationShard, Event> told = new HashMap<>();

  /**
   * @param others every migration on every shard, as far as it is known; asked of other partitions
   */
  public TurnTeller(Supplier<? extends Collection<ShardMigration>> others, InstantSource clock) {
    this.others = others;
    this.clock = clock;
  }

  /**
   * What was told of a shard was folded. It may have changed nothing there, where the shard was
   * paused or halted meanwhile, and is told again once it follows again.
   */
  void cameBack(MigrationShard id) {
    told.remove(id);
  }

  /**
   * What follows from the states as they are now.
   *
   * @param touched what events were folded for
   * @param states all of the partition
   */
  Map<MigrationShard, Event> due(
      Set<MigrationShard> touched, Map<MigrationShard, ShardMigration> states) {
    var due = new HashMap<MigrationShard, Event>();
    var migrations = touched.stream().map(MigrationShard::migration).collect(Collectors.toSet());
    for (var migration : migrations) {
      var fleet =
          states.values().stream().filter(m -> m.id().migration().equals(migration)).toList();
      if (fleet.stream().anyMatch(m -> m.state() instanceof AwaitingTurn)) {
        due.putAll(new Turns(fleet, all(states), clock.instant()).due());
      }
    }
    told.keySet().removeIf(id -> touched.contains(id) && !due.containsKey(id));
    due.entrySet().removeIf(e -> e.getValue().equals(told.put(e.getKey(), e.getValue())));
    return due;
  }

  /** Those of this partition as they are, and the others as they were lately. */
  private Collection<ShardMigration> all(Map<MigrationShard, ShardMigration> states) {
    var all = new ArrayList<ShardMigration>(states.values());
    others.get().stream().filter(m -> !states.containsKey(m.id())).forEach(all::add);
    return all;
  }
}
