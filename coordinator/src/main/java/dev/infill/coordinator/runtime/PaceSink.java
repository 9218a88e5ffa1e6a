package dev.infill.coordinator.runtime;

import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;

/** Where the runtime tells the pace of a shard. Safe for many threads; never blocks for long. */
public interface PaceSink {
  /** Replaces the pace of the shard. One that is lost is followed by another within a second. */
  void publish(Pace pace);

  /** Takes the pace of a shard away, since nothing will be worked there any more. */
  void remove(MigrationShard id);
}
