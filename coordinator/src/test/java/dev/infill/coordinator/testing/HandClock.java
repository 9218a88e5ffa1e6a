package dev.infill.coordinator.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Time that passes when told to. */
public final class HandClock implements InstantSource {
  private final AtomicReference<Instant> now = new AtomicReference<>(Migrations.BEGUN);

  @Override
  public Instant instant() {
    return now.get();
  }

  public void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }
}
