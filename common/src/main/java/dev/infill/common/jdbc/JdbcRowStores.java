package dev.infill.common.jdbc;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStores;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.transform.Transforms;
import java.time.Duration;

/** Opens tables' rows over a pool for each shard. Whoever made the pools closes them. */
public final class JdbcRowStores implements RowStores {
  private final ShardPools pools;
  private final Transforms transforms;

  /** Without transforms. */
  public JdbcRowStores(ShardPools pools) {
    this(pools, Transforms.NONE);
  }

  /**
   * @param transforms what can be computed here
   */
  public JdbcRowStores(ShardPools pools, Transforms transforms) {
    this.pools = pools;
    this.transforms = transforms;
  }

  @Override
  public RowStore open(ShardAddress shard, ColumnFill fill) throws ShardFailure {
    var dialect = Dialects.of(shard.engine());
    var rows = new JdbcRowStore(pools, shard, fill, dialect);
    if (fill.transformed().isEmpty()) {
      return rows;
    }
    var statements = dialect.transformed(fill);
    if (statements.isEmpty()) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.transform-not-supported",
          "a transform can't fill a column of %s on shard %s, which is a %s"
              .formatted(fill.table(), shard.id(), shard.engine()));
    }
    var computation = new Computation(fill, shard, transforms);
    return new TransformRowStore(rows, pools, shard, dialect, statements.get(), computation);
  }

  /** How long a statement over rows really waits for a lock when it may wait so long. */
  public static Duration lockTimeout(Duration asked) {
    return JdbcRowStore.shorter(asked);
  }
}
