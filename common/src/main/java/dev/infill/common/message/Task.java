package dev.infill.common.message;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.common.model.ShardAddress;
import java.util.List;

/**
 * Work for any worker, on {@code infill.tasks}. A task holds all that a worker needs, and may be
 * done twice: every statement behind it writes only what is not right yet.
 */
public sealed interface Task {
  MigrationShard id();

  RangeId range();

  /**
   * Counts the times the range was sent, from 1; echoed in the events, so that they can be told
   * apart.
   */
  int attempt();

  ShardAddress shard();

  ColumnFill fill();

  ChunkLimits limits();

  /**
   * Fill every row of the range, chunk by chunk. Answered by ChunkFilled and RangeFilled,
   * RangeReturned or TaskFailed.
   *
   * @param scatter in how many passes
   */
  record FillRange(
      MigrationShard id,
      RangeId range,
      int attempt,
      KeyRange keys,
      ShardAddress shard,
      ColumnFill fill,
      ChunkLimits limits,
      Scatter scatter)
      implements Task {

    /** To be filled plainly. */
    public FillRange(
        MigrationShard id,
        RangeId range,
        int attempt,
        KeyRange keys,
        ShardAddress shard,
        ColumnFill fill,
        ChunkLimits limits) {
      this(id, range, attempt, keys, shard, fill, limits, Scatter.off("not asked for"));
    }
  }

  /**
   * Count the rows of the range and recompute each value. Answered by RangeChecked, RangeReturned
   * or TaskFailed.
   */
  record CheckRange(
      MigrationShard id,
      RangeId range,
      int attempt,
      KeyRange keys,
      ShardAddress shard,
      ColumnFill fill,
      ChunkLimits limits)
      implements Task {}

  /**
   * Look at these rows of a checked range again and write those that still differ. Answered by
   * RowsRepaired or TaskFailed.
   */
  record RepairRows(
      MigrationShard id,
      RangeId range,
      int attempt,
      List<Key> rows,
      ShardAddress shard,
      ColumnFill fill,
      ChunkLimits limits)
      implements Task {
    public RepairRows {
      rows = List.copyOf(rows);
    }
  }
}
