package dev.infill.coordinator.runtime;

import dev.infill.common.message.TablePlan;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationShard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the ranges of a walk ended, so that the next walk through the same table need not count
 * them off the index again: behind a fill, with an old version beside each row, that costs the
 * server more than the check itself.
 *
 * <p>A guess only. Any keys in their order cut the table into ranges that cover it, so it does no
 * harm when this is lost with its process, or when rows came and went meanwhile. Safe for all
 * threads.
 */
final class KnownBounds {
  /** Bounds of all shards together; at a hundred bytes each, some megabytes. */
  static final int MOST = 50_000;

  /** A check of so many ranges of a fill still takes about as long as filling one of them. */
  private static final int MOST_TOGETHER = 8;

  private final Map<MigrationShard, Walked> walks = new HashMap<>();
  private int held;

  /**
   * @param plan a migration that begins again under a name may be another table's
   * @param next the bound that follows a bound; the first follows nothing
   */
  private record Walked(TablePlan plan, Map<Optional<Key>, Key> next) {
    /** The bound so many further on, or the last one; empty behind that. */
    Optional<Key> behind(Optional<Key> after, int further) {
      Optional<Key> bound = Optional.ofNullable(next.get(after));
      for (int i = 1; i < further && bound.isPresent() && next.containsKey(bound); i++) {
        bound = Optional.of(next.get(bound));
      }
      return bound;
    }
  }

  /**
   * Some of the bounds behind a key, in their order; none where the walk before knew none. A range
   * is sent and answered in longer than a check of it takes, so each is as many of that walk's as
   * still leave two for each that may be checked at a time.
   *
   * @param inFlight how many may be checked at a time, at least 1
   */
  synchronized List<Key> behind(
      MigrationShard id, TablePlan plan, Optional<Key> after, int atMost, int inFlight) {
    var bounds = new ArrayList<Key>();
    Walked walked = walks.get(id);
    if (walked == null || !walked.plan().equals(plan)) {
      return bounds;
    }
    int together = Math.clamp(walked.next().size() / (2L * inFlight), 1, MOST_TOGETHER);
    Optional<Key> bound = walked.behind(after, together);
    while (bound.isPresent() && bounds.size() < atMost) {
      bounds.add(bound.get());
      bound = walked.behind(bound, together);
    }
    return bounds;
  }

  /** A walk was cut behind a key. */
  synchronized void learn(
      MigrationShard id, TablePlan plan, Optional<Key> after, List<Key> bounds) {
    if (after.isEmpty()) {
      forget(id);
    }
    if (held + bounds.size() > MOST) {
      walks.clear();
      held = 0;
    }
    Walked walked = walks.get(id);
    if (walked == null || !walked.plan().equals(plan)) {
      forget(id);
      walked = new Walked(plan, new HashMap<>());
      walks.put(id, walked);
    }
    Optional<Key> from = after;
    for (Key bound : bounds) {
      if (walked.next().put(from, bound) == null) {
        held++;
      }
      from = Optional.of(bound);
    }
  }

  /** The migration works no more on the shard, or not here. */
  synchronized void forget(MigrationShard id) {
    Walked walked = walks.remove(id);
    if (walked != null) {
      held -= walked.next().size();
    }
  }
}
