package dev.infill.common.spec;

import java.time.Duration;

/**
 * How it is known that whoever writes the table fills the column.
 *
 * @param gate what opens the way to the constraints
 * @param quiet how long no application write may have needed ours; not negative
 * @param minChanges the fewest application writes seen in that time; not negative
 * @param bridge how long the trigger of {@link Gate#TRIGGER} stays; of no meaning for other gates
 * @param approval whether a person has to approve as well, when the gate's own condition is met
 */
public record WritersSpec(
    Gate gate, Duration quiet, int minChanges, Bridge bridge, boolean approval) {
  public WritersSpec {
    if (quiet.isNegative() || minChanges < 0) {
      throw new IllegalArgumentException(
          "quiet and minChanges must not be negative: " + quiet + ", " + minChanges);
    }
  }

  /** Where no person is asked. */
  public WritersSpec(Gate gate, Duration quiet, int minChanges, Bridge bridge) {
    this(gate, quiet, minChanges, bridge, false);
  }

  /** What opens the way to the constraints. */
  public enum Gate {
    /** The captured changes prove that the application fills the column. */
    APPLICATION,
    /** A trigger fills it for the application. */
    TRIGGER,
    /** A constant default serves. */
    DEFAULT,
    /** A person's word, recorded. */
    ASSUME
  }

  /** How long the trigger stays. */
  public enum Bridge {
    /** Until the changes prove that it is not needed. */
    UNTIL_PROVEN,
    /** Beyond the migration; every report says so. */
    KEEP
  }
}
