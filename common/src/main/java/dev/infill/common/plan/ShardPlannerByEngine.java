package dev.infill.common.plan;

import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import java.util.Map;

/** Leaves each shard to the planner of its engine, so that one fleet may hold several. */
public final class ShardPlannerByEngine implements ShardPlanner {
  private final Map<Engine, ShardPlanner> planners;

  /**
   * @param planners one for each engine
   */
  public ShardPlannerByEngine(Map<Engine, ShardPlanner> planners) {
    this.planners = Map.copyOf(planners);
  }

  @Override
  public ShardPlan plan(MigrationSpec spec, ShardAddress shard) throws ShardFailure {
    var planner = planners.get(shard.engine());
    if (planner == null) {
      throw new IllegalArgumentException("no plans for " + shard.engine().title());
    }
    return planner.plan(spec, shard);
  }
}
