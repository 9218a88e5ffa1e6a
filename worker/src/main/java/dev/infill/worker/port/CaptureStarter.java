package dev.infill.worker.port;

import dev.infill.common.message.Capture;

/** Starts captures. */
@FunctionalInterface
public interface CaptureStarter {
  /** A capture that runs, and sees by itself to it that it goes on. */
  interface Running extends AutoCloseable {
    /** Ends it; returns soon. What it read and did not store will be read again. */
    @Override
    void close();

    /** Tells, once it was closed, that it shall not run any more, here or elsewhere. */
    void withdrawn();
  }

  /** Starts a capture; returns at once. */
  Running start(Capture capture);
}
