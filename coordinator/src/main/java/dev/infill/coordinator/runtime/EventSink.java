package dev.infill.coordinator.runtime;

import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.TraceParent;
import java.util.Optional;

/** Where the runtime tells what happened. Safe for many threads. */
public interface EventSink {
  /**
   * Tells an event; returns when it is stored, however long that takes.
   *
   * @param within the place in a trace that the event carries
   * @throws InterruptedException when the caller was told to stop; the event may be stored or not
   */
  void publish(MigrationShard subject, Event event, Optional<TraceParent> within)
      throws InterruptedException;

  /** Tells an event that belongs to no trace. */
  default void publish(MigrationShard subject, Event event) throws InterruptedException {
    publish(subject, event, Optional.empty());
  }
}
