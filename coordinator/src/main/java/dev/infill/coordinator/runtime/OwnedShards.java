package dev.infill.coordinator.runtime;

import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;

/**
 * Is told of the migrations that this coordinator decides. A state is told only once it is stored,
 * always by the same thread, and must be taken without blocking.
 */
public interface OwnedShards {
  /** The state is stored, and was decided by this coordinator or taken over by it. */
  void owned(ShardMigration migration);

  /** Somebody else decides it now, or will; whatever runs for it stops. */
  void lost(MigrationShard id);
}
