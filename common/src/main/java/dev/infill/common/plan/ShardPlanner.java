package dev.infill.common.plan;

import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;

/** Tells what a migration would find, do and take on a shard, and changes nothing. */
public interface ShardPlanner {
  /**
   * @throws ShardFailure when the shard can't be asked
   */
  ShardPlan plan(MigrationSpec spec, ShardAddress shard) throws ShardFailure;
}
