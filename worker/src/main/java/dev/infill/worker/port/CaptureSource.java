package dev.infill.worker.port;

import dev.infill.common.message.Capture;
import dev.infill.common.model.MigrationShard;
import java.util.Optional;

/** The captures that shall run now. May be asked from many threads. */
@FunctionalInterface
public interface CaptureSource {
  /**
   * Looks a capture up. Before it says that there is none, it looks at all that Kafka knows by now,
   * and waits as long as that takes.
   *
   * @throws InterruptedException when the thread is asked to end
   */
  Optional<Capture> find(MigrationShard id) throws InterruptedException;
}
