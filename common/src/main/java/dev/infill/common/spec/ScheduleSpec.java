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
 * @param priority of several migrations on one shard, whose ranges come first: the greater one's
 * @param sharedRanges most ranges at a time of all migrations on a shard together; empty for no
 *     limit
 */
public record ScheduleSpec(
    WindowsSpec windows,
    Optional<RolloutSpec> rollout,
    List<MigrationId> after,
    int priority,
    Optional<Integer> sharedRanges) {
  /** Where none is given. */
  public static final int USUAL_PRIORITY = 5;

  /** At once, and at all times. */
  public static final ScheduleSpec NONE =
      new ScheduleSpec(
          WindowsSpec.ALWAYS, Optional.empty(), List.of(), USUAL_PRIORITY, Optional.empty());

  public ScheduleSpec {
    after = List.copyOf(after);
  }

  /** The same in other windows. */
  public ScheduleSpec with(WindowsSpec others) {
    return new ScheduleSpec(others, rollout, after, priority, sharedRanges);
  }

  /** The same on a shard whose ranges are shared. */
  ScheduleSpec sharing(Optional<Integer> ranges) {
    return new ScheduleSpec(windows, rollout, after, priority, ranges);
  }
}
