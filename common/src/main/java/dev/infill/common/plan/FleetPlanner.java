package dev.infill.common.plan;

import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.TableName;
import dev.infill.common.plan.FleetPlan.FillEnd;
import dev.infill.common.plan.FleetPlan.OfShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.SpecByEngine;
import dev.infill.common.spec.WindowsSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Asks all shards of a fleet at once. */
public final class FleetPlanner {
  private final ShardPlanner planner;
  private final InstantSource clock;

  public FleetPlanner(ShardPlanner planner, InstantSource clock) {
    this.planner = planner;
    this.clock = clock;
  }

  /** Waits for the slowest; each shard's connections have timeouts of their own. */
  public FleetPlan plan(SpecByEngine spec, Fleet fleet) throws InterruptedException {
    var shards = new ArrayList<OfShard>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked =
          fleet.shards().stream()
              .map(shard -> (Callable<OfShard>) () -> ask(spec, fleet, shard))
              .toList();
      for (var answer : threads.invokeAll(asked)) {
        shards.add(answer.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a plan failed in an unknown way", e.getCause());
    }
    return new FleetPlan(spec.name().name(), table(spec, fleet), List.copyOf(shards));
  }

  /** With its schema, where that is the same on all shards. */
  private static String table(SpecByEngine spec, Fleet fleet) {
    return TableName.common(fleet.shards().stream().map(shard -> spec.on(shard).table()).toList());
  }

  private OfShard ask(SpecByEngine spec, Fleet fleet, ShardAddress shard) {
    String id = shard.id().name();
    try {
      var plan = planner.plan(spec.on(fleet, shard), shard);
      var windows = spec.on(fleet, shard).schedule().windows();
      return new OfShard(id, Optional.of(plan), Optional.empty(), fillEnds(plan, windows));
    } catch (ShardFailure e) {
      return new OfShard(
          id, Optional.empty(), Optional.of(String.valueOf(e.getMessage())), Optional.empty());
    }
  }

  private Optional<FillEnd> fillEnds(ShardPlan plan, WindowsSpec windows) {
    return windows.equals(WindowsSpec.ALWAYS)
        ? Optional.empty()
        : plan.forecast()
            .flatMap(forecast -> windows.ends(clock.instant(), forecast.fill()))
            .map(at -> new FillEnd(at, windows.local(at)));
  }
}
