package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.settings.Secrets;
import dev.infill.deploy.testing.TestDatabase;
import java.util.Map;

/** Test databases as shards. */
final class Shards {
  private Shards() {}

  static ShardAddress address(TestDatabase database) {
    return address(database, database.user());
  }

  static ShardAddress address(TestDatabase database, String user) {
    var engine = database.isMySql() ? Engine.MYSQL : Engine.POSTGRESQL;
    return new ShardAddress(
        new ShardId("shard-0"), engine, database.url(), user, "${env:PASSWORD}");
  }

  static ShardConnections connections(TestDatabase database, String role) {
    return new ShardConnections(new Secrets(Map.of("PASSWORD", database.password())), role);
  }
}
