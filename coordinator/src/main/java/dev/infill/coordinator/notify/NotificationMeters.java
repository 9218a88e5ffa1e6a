package dev.infill.coordinator.notify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what became of notifications. Safe for all threads. */
public final class NotificationMeters {
  private final Counter sent;
  private final Counter failed;
  private final Counter givenUp;

  public NotificationMeters(MeterRegistry registry) {
    this.sent = counter(registry, "infill.notifications.sent", "notifications that were taken");
    this.failed = counter(registry, "infill.notifications.failed", "tries that were not taken");
    this.givenUp =
        counter(registry, "infill.notifications.dropped", "notifications that were given up");
  }

  public void sent() {
    sent.increment();
  }

  public void failed() {
    failed.increment();
  }

  public void dropped() {
    givenUp.increment();
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
