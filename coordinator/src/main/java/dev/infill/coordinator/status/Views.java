package dev.infill.coordinator.status;

import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What is stored now, of all coordinators together. Safe for many threads. */
public interface Views {
  /** Every migration on every shard. */
  List<ShardMigration> migrations();

  /** The pace of a shard, if it has one. */
  Optional<Pace> pace(MigrationShard id);

  /** Rows a second that the walk of a shard made lately. */
  long rowsPerSecond(MigrationShard id);

  List<Heartbeat> workers();

  /**
   * Brings the migrations up to now.
   *
   * @throws IOException when the store does not answer
   */
  void refresh() throws IOException, InterruptedException;
}
