package dev.infill.worker.rows;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.Stop;
import java.time.Duration;

/**
 * Tries a step again while its failure may pass: a deadlock, a timeout, a server that restarts. All
 * steps of a worker may be repeated, so a lost connection is tried again as well.
 *
 * @param first wait before the second try; doubles from then on, with jitter
 * @param most longest wait
 * @param tries how often a step is tried in all, at least 1
 * @param told runs before each try but the first
 */
public record Retry(Duration first, Duration most, int tries, Runnable told) {
  /** About half a minute: longer than a server's restart, shorter than a person's patience. */
  public static final Retry DEFAULT = new Retry(Duration.ofMillis(50), Duration.ofSeconds(2), 20);

  public Retry(Duration first, Duration most, int tries) {
    this(first, most, tries, () -> {});
  }

  /** The same, and tells of each try but the first. */
  public Retry telling(Runnable listener) {
    return new Retry(first, most, tries, listener);
  }

  /** A step against a shard. */
  @FunctionalInterface
  public interface Step<T> {
    T run() throws ShardFailure;
  }

  /**
   * Runs a step until it goes well, fails for good, or the tries are used up.
   *
   * @param stop ends the tries as well
   * @param beforeRetry runs after each failure that is tried again
   * @throws ShardFailure the last failure
   */
  public <T> T run(Stop stop, Runnable beforeRetry, Step<T> step) throws ShardFailure {
    RetryPolicy<T> policy =
        RetryPolicy.<T>builder()
            .handleIf(failure -> mayPass(failure) && !stop.asked())
            .withMaxAttempts(tries)
            .withBackoff(first, most)
            .withJitter(0.2)
            .onRetry(
                retry -> {
                  told.run();
                  beforeRetry.run();
                })
            .build();
    try {
      return Failsafe.with(policy).get(step::run);
    } catch (FailsafeException e) {
      throw asShardFailure(e);
    }
  }

  /** Whether a step that failed so may go well the next time. */
  public static boolean mayPass(Throwable failure) {
    return failure instanceof ShardFailure known
        && (known.kind() == FailureKind.TRANSIENT || known.kind() == FailureKind.AMBIGUOUS);
  }

  private static ShardFailure asShardFailure(FailsafeException e) {
    if (e.getCause() instanceof ShardFailure known) {
      return known;
    }
    if (e.getCause() instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return new ShardFailure(
          FailureKind.TRANSIENT, "interrupted", "interrupted between two tries", e);
    }
    throw e;
  }
}
