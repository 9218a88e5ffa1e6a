package dev.infill.common.spec;

import dev.infill.common.model.MigrationId;
import java.util.List;
import java.util.Optional;

/**
 * When a migration may begin, and when it may work.
 *
 * @param windows when rows may be filled and checked
 * @param rollout in which order the shards begin; all at once where it is empty
 * @param after migrations that have to be complete on all their shards before one of this begins
 */
public record ScheduleSpec(
    WindowsSpec windows, Optional<RolloutSpec> rollout, List<MigrationId> after) {
  /** At once, and at all times. */
  public static final ScheduleSpec NONE =
      new ScheduleSpec(WindowsSpec.ALWAYS, Optional.empty(), List.of());

  public ScheduleSpec {
    after = List.copyOf(after);
  }

  /** The same in other windows. */
  public ScheduleSpec with(WindowsSpec others) {
    return new ScheduleSpec(others, rollout, after);
  }
}
