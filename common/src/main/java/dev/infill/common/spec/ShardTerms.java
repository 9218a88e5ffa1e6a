package dev.infill.common.spec;

import java.util.List;
import java.util.Optional;

/**
 * What a fleet says of one shard, beside where it is.
 *
 * @param tags for overrides that name them
 * @param rangesInFlight in place of the migration's limit
 * @param sharedRanges most ranges at a time of all migrations together
 * @param windows in place of the migration's
 * @param usualWindows for migrations that have none
 */
public record ShardTerms(
    List<String> tags,
    Optional<Integer> rangesInFlight,
    Optional<Integer> sharedRanges,
    Optional<WindowsSpec> windows,
    Optional<WindowsSpec> usualWindows) {
  /** Nothing. */
  public static final ShardTerms NONE =
      new ShardTerms(
          List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public ShardTerms {
    tags = List.copyOf(tags);
  }

  /** Where another says something, that holds. */
  ShardTerms overriddenBy(ShardTerms other) {
    return new ShardTerms(
        tags,
        other.rangesInFlight.or(() -> rangesInFlight),
        other.sharedRanges.or(() -> sharedRanges),
        other.windows.or(() -> windows),
        usualWindows);
  }

  /** The migration as it is to be on the shard. */
  MigrationSpec on(MigrationSpec spec) {
    var limits = spec.limits();
    var schedule = spec.schedule();
    boolean always = schedule.windows().equals(WindowsSpec.ALWAYS);
    return spec.with(
        limits.with(rangesInFlight.orElse(limits.rangesInFlight()), limits.chunkTarget()),
        schedule
            .with(windows.or(() -> usualWindows.filter(w -> always)).orElse(schedule.windows()))
            .sharing(sharedRanges));
  }
}
