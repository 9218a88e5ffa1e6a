package dev.infill.worker.port;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A sign to stop, which work looks at between two steps. May be used from many threads. */
public interface Stop {
  /** Whether somebody asked to stop. */
  boolean asked();

  /** Waits, but not longer than until somebody asks to stop. Returns whether somebody did. */
  boolean askedWithin(Duration wait) throws InterruptedException;

  /** A sign that is given by hand, once. */
  final class Switch implements Stop {
    private final CountDownLatch asked = new CountDownLatch(1);

    public void ask() {
      asked.countDown();
    }

    @Override
    public boolean asked() {
      return asked.getCount() == 0;
    }

    @Override
    public boolean askedWithin(Duration wait) throws InterruptedException {
      return asked.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
