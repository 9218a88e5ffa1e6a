package dev.infill.coordinator.runtime;

import java.time.Duration;

/**
 * How long to wait between the tries of an effect; each wait is about twice the one before.
 *
 * @param first before the second try
 * @param longest more than the first
 */
public record Backoff(Duration first, Duration longest) {
  static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
}
