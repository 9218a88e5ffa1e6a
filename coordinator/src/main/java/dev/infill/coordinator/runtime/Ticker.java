package dev.infill.coordinator.runtime;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls things at regular times, on one thread; none of them may block. */
public final class Ticker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ticker.class);

  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("ticker").factory());

  @SuppressWarnings("FutureReturnValueIgnored") // A tick that fails is logged, and comes again.
  public void every(Duration period, Runnable tick) {
    long millis = period.toMillis();
    scheduler.scheduleWithFixedDelay(() -> run(tick), millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }

  /** An exception would silently end the ticking. */
  private static void run(Runnable tick) {
    try {
      tick.run();
    } catch (RuntimeException e) {
      log.error("a tick failed", e);
    }
  }
}
