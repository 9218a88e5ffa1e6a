package dev.infill.worker.port;

import dev.infill.common.message.Position;
import dev.infill.common.model.MigrationShard;
import java.util.Optional;

/** How far captures have come. May be asked from many threads. */
@FunctionalInterface
public interface PositionSource {
  /**
   * The last position that was kept, by all that Kafka knows now.
   *
   * @throws InterruptedException when the thread is asked to end
   */
  Optional<Position> find(MigrationShard id) throws InterruptedException;
}
