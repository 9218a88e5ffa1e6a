package dev.infill.common.jdbc;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStores;
import java.time.Duration;

/** Opens tables' rows over a pool for each shard. Whoever made the pools closes them. */
public final class JdbcRowStores implements RowStores {
  private final ShardPools pools;

  public JdbcRowStores(ShardPools pools) {
    this.pools = pools;
  }

  @Override
  public RowStore open(ShardAddress shard, ColumnFill fill) {
    return new JdbcRowStore(pools, shard, fill, new PostgresDialect());
  }

  /** How long a statement over rows really waits for a lock when it may wait so long. */
  public static Duration lockTimeout(Duration asked) {
    return JdbcRowStore.shorter(asked);
  }
}
