package dev.infill.worker.port;

import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;

/** Tells the world what happened. One thread uses it at a time. */
public interface Reporter {
  /** Hands an event over and returns at once. */
  void report(MigrationShard id, Event event);

  /**
   * Waits until all that was reported so far is kept for good, however long that takes. What is
   * done after it may rely on the events, such as forgetting the work that they tell of.
   *
   * @throws InterruptedException when the thread is asked to end; the events may or may not be kept
   */
  void awaitKept() throws InterruptedException;
}
