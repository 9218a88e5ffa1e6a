package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.settings.Secrets;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.deploy.testing.TestDatabase;
import java.time.Duration;
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

  /** The same shard by another URL. */
  static PlannedShard through(PlannedShard shard, String url) {
    var address = shard.shard();
    return new PlannedShard(
        shard.id(),
        shard.spec(),
        new ShardAddress(address.id(), address.engine(), url, address.user(), address.password()),
        shard.plan());
  }

  /** With a lock timeout of minutes. */
  static PlannedShard patient(PlannedShard shard) {
    var limits = shard.spec().limits();
    return within(
        shard,
        new LimitsSpec(
            limits.rangesInFlight(),
            limits.rangeRows(),
            limits.chunkTarget(),
            Duration.ofMinutes(5),
            limits.scatter(),
            limits.pace(),
            limits.vacuum(),
            limits.allowRebuild()));
  }

  /** The same shard within other limits. */
  static PlannedShard within(PlannedShard shard, LimitsSpec limits) {
    var spec = shard.spec();
    return new PlannedShard(
        shard.id(),
        new MigrationSpec(
            spec.name(),
            spec.table(),
            spec.columns(),
            spec.lookups(),
            spec.indexes(),
            spec.writers(),
            limits),
        shard.shard(),
        shard.plan());
  }
}
