package dev.infill.deploy.bench;

import dev.infill.common.message.ChunkLimits;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Engine;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.LimitsSpec;
import java.time.Duration;
import java.util.List;

/**
 * The migration that fills the bench's table: two ranges in flight, no constraint and no index, and
 * nobody to wait for.
 */
final class BenchMigration {
  static final LimitsSpec LIMITS =
      new LimitsSpec(2, 100_000, Duration.ofMillis(200), Duration.ofSeconds(2));

  /** What a coordinator makes of these limits for its workers. */
  static final ChunkLimits CHUNKS =
      new ChunkLimits(100, 50_000, LIMITS.chunkTarget(), LIMITS.lockTimeout());

  private static final ShardId SHARD = new ShardId("bench");
  private static final TableName TABLE = new TableName("public", "users");

  private BenchMigration() {}

  /**
   * @param password where the server's password is found
   */
  static ShardAddress shard(BenchTable table, String password) {
    return new ShardAddress(SHARD, Engine.POSTGRESQL, table.url(), table.server().user(), password);
  }

  static MigrationShard id(String name) {
    return new MigrationShard(new MigrationId(name), SHARD);
  }

  static ColumnFill fill(BenchTable table) {
    return ColumnFill.of(
        TABLE,
        List.of(new KeyColumn("id", table.shape().key().sql())),
        BenchTable.COLUMN,
        "text",
        BenchTable.VALUE,
        Sync.DERIVED);
  }
}
