package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.mysql.MySqlRehearsal;
import dev.infill.common.jdbc.postgres.PostgresRehearsal;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.shard.PlannedShard;
import dev.infill.deploy.testing.TestDatabase;
import java.util.List;

/** The statements of the steps as an engine's plan tells them. */
final class Rehearsals {
  private Rehearsals() {}

  static List<PlannedStatement> of(PlannedShard shard, TestDatabase database) throws Exception {
    var connections = Shards.connections(database, "test");
    try (var connection = database.connect()) {
      return database.isMySql()
          ? MySqlRehearsal.of(connections, connection, shard)
          : PostgresRehearsal.of(connections, connection, shard);
    }
  }
}
