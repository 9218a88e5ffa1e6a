package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.model.Engine;
import dev.infill.common.plan.ShardPlanner;
import dev.infill.common.plan.ShardPlannerByEngine;
import java.util.Map;

/** The planners of all engines. */
public final class JdbcShardPlanners {
  private JdbcShardPlanners() {}

  /** Asks each shard over connections of its own, which it closes again. */
  public static ShardPlanner over(ShardConnections connections) {
    return new ShardPlannerByEngine(
        Map.of(
            Engine.POSTGRESQL, new PostgresShardPlanner(connections),
            Engine.MYSQL, new MySqlShardPlanner(connections)));
  }
}
