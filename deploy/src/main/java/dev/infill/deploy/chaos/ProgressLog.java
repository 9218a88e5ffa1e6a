package dev.infill.deploy.chaos;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When each shard was seen to get on: rows of a walk done, changes applied, or a phase begun. Any
 * thread may call.
 */
final class ProgressLog {
  /** So far a migration has come on a shard; none of it ever gets less. */
  private record Reached(int phases, long rows, long changes) {
    /** Walks begin at 0 again, each in a phase of its own. */
    boolean exceeds(Reached before) {
      return phases > before.phases
          || changes > before.changes
          || (phases == before.phases && rows > before.rows);
    }
  }

  /**
   * One sight of progress.
   *
   * @param ended nothing more is to come before the next migration
   */
  record Seen(Duration at, boolean ended) {}

  private final Map<String, Reached> reached = new HashMap<>();
  private final Map<String, List<Seen>> seen = new HashMap<>();
  private final Set<String> active = new TreeSet<>();

  /**
   * Notes what is new in a status.
   *
   * @param at from the beginning of the run on
   */
  synchronized void look(MigrationStatus status, Duration at) {
    for (ShardStatus shard : status.shards()) {
      String key = status.migration() + "/" + shard.shard();
      var now =
          new Reached(
              shard.entered().size(),
              shard.progress().map(ShardStatus.Progress::rows).orElse(0L),
              shard.changes().applied());
      boolean ended = shard.phase().equals("Completed") || shard.phase().equals("RolledBack");
      Reached before = reached.get(key);
      if (before == null || now.exceeds(before)) {
        reached.put(key, now);
        seen(shard.shard(), new Seen(at, ended));
      }
      if (ended) {
        active.remove(shard.shard());
      } else {
        active.add(shard.shard());
      }
    }
  }

  /** Notes one sight; they come in the order of their times. */
  synchronized void seen(String shard, Seen sight) {
    seen.computeIfAbsent(shard, id -> new ArrayList<>()).add(sight);
  }

  /** The shards on which a migration is under way. */
  synchronized Set<String> active() {
    return Set.copyOf(active);
  }

  /**
   * The time from a fault until all these shards got on again. Progress counts when it is seen a
   * second time, since the first may have been on its way when the fault struck; a migration that
   * has ended on a shard counts at once. Empty where a shard was not seen to get on any more.
   */
  synchronized Optional<Duration> recovery(Duration fault, Set<String> shards) {
    Duration longest = Duration.ZERO;
    for (String shard : shards) {
      Optional<Duration> again = again(fault, seen.getOrDefault(shard, List.of()));
      if (again.isEmpty()) {
        return Optional.empty();
      }
      Duration took = again.get().minus(fault);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    return Optional.of(longest);
  }

  private static Optional<Duration> again(Duration fault, List<Seen> sights) {
    int times = 0;
    for (Seen sight : sights) {
      if (sight.at().compareTo(fault) > 0) {
        times++;
        if (times == 2 || sight.ended()) {
          return Optional.of(sight.at());
        }
      }
    }
    return Optional.empty();
  }
}
