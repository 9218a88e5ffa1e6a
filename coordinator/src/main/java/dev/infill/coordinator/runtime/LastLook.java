package dev.infill.coordinator.runtime;

import dev.infill.common.shard.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the last probe of a shard found, or why it found nothing.
 *
 * @param failure why there are no signals; says so too where nobody has looked yet
 * @param walRate bytes of the server's log a second, between the last two looks
 * @param at when it ended; when waiting for it began, where nobody has looked yet
 */
record LastLook(Optional<Signals> signals, String failure, Optional<Long> walRate, Instant at) {
  /** How old a probe may be; one that takes longer counts as failed. */
  private static final Duration AGE = Duration.ofSeconds(4);

  private static final String NOT_PROBED = "not probed yet";

  static LastLook none(Instant now) {
    return new LastLook(Optional.empty(), NOT_PROBED, Optional.empty(), now);
  }

  LastLook found(Signals read, Instant now) {
    return new LastLook(Optional.of(read), "", walRate(read, now), now);
  }

  LastLook failed(String why, Instant now) {
    return new LastLook(Optional.empty(), why, Optional.empty(), now);
  }

  /** What is young enough to go by. */
  Optional<Signals> fresh(Instant now) {
    return signals.filter(s -> !stale(now));
  }

  /** Why there is nothing to go by; empty too while the first probe may still come in time. */
  Optional<String> unreadable(Instant now) {
    if (stale(now)) {
      return Optional.of("no answer for " + AGE.toSeconds() + " s");
    }
    return signals.isPresent() || failure.equals(NOT_PROBED)
        ? Optional.empty()
        : Optional.of(failure);
  }

  /** What is still worth to be known when work begins: what is old says nothing. */
  LastLook whenWorkBegins(Instant now) {
    return fresh(now).isPresent() ? this : none(now);
  }

  private boolean stale(Instant now) {
    return now.isAfter(at.plus(AGE));
  }

  /** What the server wrote since the look before, by the time between. */
  private Optional<Long> walRate(Signals read, Instant now) {
    long millis = Duration.between(at, now).toMillis();
    Optional<Long> before = signals.flatMap(Signals::walBytes);
    return before.isEmpty() || millis < 1
        ? Optional.empty()
        : read.walBytes().map(bytes -> 1_000 * (bytes - before.get()) / millis);
  }
}
