package dev.infill.coordinator.pace;

import java.time.Duration;

/**
 * How long a small commit takes now, and how long one takes where we do next to nothing.
 *
 * @param calm positive
 */
record Slowdown(Duration calm, Duration now) {
  double factor() {
    return (double) now.toNanos() / calm.toNanos();
  }
}
