package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.preview.MySqlShardPlanner;
import dev.infill.common.jdbc.preview.PostgresShardPlanner;
import dev.infill.common.plan.ShardPlanner;
import dev.infill.deploy.testing.TestDatabase;

/** The planner of a database's engine. */
final class Planners {
  private Planners() {}

  static ShardPlanner of(TestDatabase database) {
    var connections = Shards.connections(database, "test");
    return database.isMySql()
        ? new MySqlShardPlanner(connections)
        : new PostgresShardPlanner(connections);
  }
}
