package dev.infill.worker.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. */
public final class FakeClock implements InstantSource {
  public static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

  private Instant now = BEGIN;

  @Override
  public Instant instant() {
    return now;
  }

  public void advance(Duration by) {
    now = now.plus(by);
  }
}
