package dev.infill.worker.change;

import dev.infill.common.message.Change.LookupChanged;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.rows.RowWriter;
import dev.infill.worker.rows.RowWriter.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows changes in tables that values look into to the rows that depend on them, and writes
 * those.
 *
 * <p>A value that was looked up is that of its statement's snapshot. One of our statements that
 * began before a change could be seen may write the old value after it, and hides it from everybody
 * until it commits. So a walk over the dependents begins when all that were writing when the change
 * was taken up have ended; those that begin later see the change. Some of them may be other
 * workers', or of one that died: the server tells who writes.
 */
final class Dependents {
  /** Rows of a table that are followed by one walk. */
  static final int TOGETHER = 100;

  /** Dependents found at once; between two such pages other changes get a turn. */
  static final int PAGE = 5_000;

  /** As long as a chunk takes, about; a statement that runs longer is looked for again then. */
  static final Duration WRITERS_REST = Duration.ofMillis(20);

  private final MigrationShard id;

  /** By what is followed; ordered by the offset of the first change, which merging keeps. */
  private final Map<Followed, Pending> waiting = new LinkedHashMap<>();

  private @Nullable Walk walk;
  private Instant lookAt = Instant.EPOCH;

  private record Followed(TableName table, Key key) {}

  /** Some of those that wait, on their way. */
  private static final class Walk {
    final TableName table;
    final List<Key> keys;

    /** Writers that have to end before it begins. */
    final Set<String> before;

    /** Changed again since: to be walked once more. */
    final Set<Key> again = new HashSet<>();

    final boolean waits;
    Optional<Key> after = Optional.empty();
    boolean locked;

    Walk(TableName table, List<Key> keys, Set<String> before, boolean waits) {
      this.table = table;
      this.keys = keys;
      this.before = new HashSet<>(before);
      this.waits = waits;
    }
  }

  Dependents(MigrationShard id) {
    this.id = id;
  }

  void add(long offset, LookupChanged change, boolean counts) {
    var followed = new Followed(change.table(), change.key());
    var now = Pending.of(offset, change.committed(), counts);
    waiting.merge(followed, now, Pending::and);
    if (walk != null && walk.table.equals(change.table()) && walk.keys.contains(change.key())) {
      walk.again.add(change.key());
    }
  }

  int size() {
    return waiting.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void clear() {
    waiting.clear();
    walk = null;
  }

  /** The offset of the first change that waits. */
  long oldest() {
    return isEmpty() ? Long.MAX_VALUE : waiting.values().iterator().next().offset();
  }

  /** When there is something to do again; only asked while something waits. */
  Instant due() {
    return lookAt;
  }

  /**
   * Goes one page further, where it is time.
   *
   * @throws ShardFailure when the shard failed; the page is done again
   */
  void apply(RowStore rows, Tally tally, Reporter reporter, InstantSource clock)
      throws ShardFailure {
    if (isEmpty() || clock.instant().isBefore(lookAt)) {
      return;
    }
    Walk now = walk == null ? begin(rows) : walk;
    walk = now;
    if (!now.before.isEmpty()) {
      now.before.retainAll(rows.writing());
      if (!now.before.isEmpty()) {
        lookAt = clock.instant().plus(WRITERS_REST);
        return;
      }
    }
    if (page(rows, now, tally, reporter, clock)) {
      end(now, clock);
    }
  }

  /** The first that waits, with others of its table that do. */
  private Walk begin(RowStore rows) throws ShardFailure {
    Followed first = waiting.keySet().iterator().next();
    var keys =
        waiting.keySet().stream()
            .filter(one -> one.table().equals(first.table()))
            .limit(TOGETHER)
            .map(Followed::key)
            .toList();
    boolean met = waiting.entrySet().iterator().next().getValue().locked();
    return new Walk(first.table(), keys, rows.writing(), met);
  }

  /** Writes the next dependents; returns whether they were the last. */
  private boolean page(
      RowStore rows, Walk walk, Tally tally, Reporter reporter, InstantSource clock)
      throws ShardFailure {
    var found = rows.dependents(walk.table, walk.keys, walk.after, PAGE);
    for (int from = 0; from < found.size(); from += Backlog.BATCH) {
      var batch = found.subList(from, Math.min(found.size(), from + Backlog.BATCH));
      settle(walk, write(rows, walk, batch, tally, clock), tally, reporter, clock.instant());
      walk.after = Optional.of(batch.getLast());
    }
    return found.size() < PAGE;
  }

  private Outcome write(RowStore rows, Walk walk, List<Key> batch, Tally tally, InstantSource clock)
      throws ShardFailure {
    try {
      return walk.waits
          ? RowWriter.writeUnlocked(rows, batch)
          : RowWriter.write(rows, batch, Backlog.LOCK_TIMEOUT);
    } catch (ShardFailure e) {
      if (e.kind() == FailureKind.AMBIGUOUS) {
        // Those that were written are not found again, but their writers had not filled them.
        change(walk).ifPresent(change -> tally.applied(change, true, clock.instant()));
      }
      throw e;
    }
  }

  /** Which of the changes a row depends on is not told, so it may have been any that counts. */
  private Optional<Pending> change(Walk walk) {
    return walk.keys.stream()
        .map(key -> waiting.get(new Followed(walk.table, key)))
        .reduce(Pending::and)
        .filter(Pending::counts);
  }

  private void settle(Walk walk, Outcome outcome, Tally tally, Reporter reporter, Instant now) {
    walk.locked |= !outcome.locked().isEmpty();
    outcome
        .bad()
        .forEach(
            (key, failure) ->
                reporter.report(
                    id,
                    new RowQuarantined(key, failure.code(), String.valueOf(failure.getMessage()))));
    change(walk)
        .ifPresent(change -> outcome.written().forEach(key -> tally.applied(change, true, now)));
  }

  /** What was met locked, or changed meanwhile, is walked again from the beginning. */
  private void end(Walk ended, InstantSource clock) {
    for (Key key : ended.keys) {
      var followed = new Followed(ended.table, key);
      if (ended.locked) {
        waiting.computeIfPresent(followed, (one, change) -> change.asLocked());
      } else if (!ended.again.contains(key)) {
        waiting.remove(followed);
      }
    }
    walk = null;
    lookAt = ended.locked ? clock.instant().plus(Backlog.LOCKED_REST) : Instant.EPOCH;
  }
}
