package dev.infill.coordinator.runtime;

import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;

/** Where the runtime tells what happened. Safe for many threads. */
public interface EventSink {
  /**
   * Tells an event; returns when it is stored, however long that takes.
   *
   * @throws InterruptedException when the caller was told to stop; the event may be stored or not
   */
  void publish(MigrationShard subject, Event event) throws InterruptedException;
}
