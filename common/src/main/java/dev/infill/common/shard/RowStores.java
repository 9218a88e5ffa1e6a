package dev.infill.common.shard;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.ShardAddress;

/** Opens the rows of a table on a shard; cheap to call again for the same one. */
public interface RowStores {
  RowStore open(ShardAddress shard, ColumnFill fill) throws ShardFailure;
}
