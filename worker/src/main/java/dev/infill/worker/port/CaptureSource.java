package dev.infill.worker.port;

import dev.infill.common.message.Capture;
import dev.infill.common.model.MigrationShard;
import java.util.Optional;

/** The captures that shall run now. May be asked from many threads. */
public interface CaptureSource {
  /**
   * Looks a capture up. Before it says that there is none, it looks at all that Kafka knows by now,
   * and waits as long as that takes.
   *
   * @throws InterruptedException when the thread is asked to end
   */
  Optional<Capture> find(MigrationShard id) throws InterruptedException;

  /**
   * Whether just this capture shall run, by all that Kafka knows now.
   *
   * @throws InterruptedException when the thread is asked to end
   */
  boolean stands(Capture capture) throws InterruptedException;
}
