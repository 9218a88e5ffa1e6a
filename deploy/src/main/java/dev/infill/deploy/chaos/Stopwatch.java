package dev.infill.deploy.chaos;

import java.time.Duration;

/** The time since a run began. */
final class Stopwatch {
  private final long begun = System.nanoTime();

  Duration now() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Waits until then; not at all when that is past. */
  void sleepUntil(Duration then) throws InterruptedException {
    Thread.sleep(then.minus(now()).isNegative() ? Duration.ZERO : then.minus(now()));
  }
}
