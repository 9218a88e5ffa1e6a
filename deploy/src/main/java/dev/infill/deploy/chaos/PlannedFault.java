package dev.infill.deploy.chaos;

import java.time.Duration;

/**
 * One fault of a plan.
 *
 * @param at when it strikes, from the beginning on
 * @param victim which of the parts of its kind, from 0
 * @param lasts the time until the part is left in peace or started again; not negative
 */
public record PlannedFault(Duration at, FaultKind kind, int victim, Duration lasts) {
  public PlannedFault {
    if (at.isNegative() || lasts.isNegative() || victim < 0) {
      throw new IllegalArgumentException(
          "nothing here may be negative: %s, %s, %d".formatted(at, lasts, victim));
    }
  }

  /** When the part is left in peace or started again. */
  Duration over() {
    return at.plus(lasts);
  }
}
