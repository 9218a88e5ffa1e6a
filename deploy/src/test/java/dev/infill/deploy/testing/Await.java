package dev.infill.deploy.testing;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for what must come, and says what was there instead when it did not. */
public final class Await {
  private static final Duration FIRST_LOOKS = Duration.ofMillis(20);

  /** What takes long is looked at less often: a look costs the processes that it waits for. */
  private static final Duration LATER_LOOKS = Duration.ofMillis(80);

  /** Long enough for anything, on a machine that does much else. */
  public static final Duration LONG = Duration.ofSeconds(60);

  private Await() {}

  /** Looks until it is good, and returns what was seen. A look that throws ends the wait. */
  public static <T> T until(String what, Duration within, Callable<T> look, Predicate<T> good) {
    var policy =
        RetryPolicy.<T>builder()
            .handleIf(e -> false)
            .handleResultIf(seen -> !good.test(seen))
            .withBackoff(FIRST_LOOKS, LATER_LOOKS, 1.2)
            .withMaxAttempts(-1)
            .withMaxDuration(within)
            .build();
    T seen;
    try {
      seen = Failsafe.with(policy).get(look::call);
    } catch (FailsafeException e) {
      throw new AssertionError("while waiting until " + what, e.getCause());
    }
    if (!good.test(seen)) {
      throw new AssertionError("waited " + within + " until " + what + ", but saw: " + seen);
    }
    return seen;
  }

  public static void until(String what, Duration within, Callable<Boolean> look) {
    until(what, within, look, good -> good);
  }
}
