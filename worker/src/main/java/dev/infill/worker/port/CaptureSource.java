package dev.infill.worker.port;

import dev.infill.common.message.Capture;
import dev.infill.common.model.MigrationShard;
import java.util.Optional;

/** The captures that shall run now. May be asked from many threads. */
@FunctionalInterface
public interface CaptureSource {
  /**
   * Looks a capture up; before the answer is empty, everything known to Kafka by now was looked at.
   */
  Optional<Capture> find(MigrationShard id);
}
