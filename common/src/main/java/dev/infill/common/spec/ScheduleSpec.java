package dev.infill.common.spec;

/**
 * When a migration may work.
 *
 * @param windows when rows may be filled and checked
 */
public record ScheduleSpec(WindowsSpec windows) {
  /** At once, and at all times. */
  public static final ScheduleSpec NONE = new ScheduleSpec(WindowsSpec.ALWAYS);
}
