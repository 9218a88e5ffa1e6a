package dev.infill.worker.change;

import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Change.LookupChanged;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.rows.RowWriter;
import dev.infill.worker.rows.RowWriter.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes of one migration on one shard that are not applied yet, in the order they came. */
final class Backlog {
  /** Keys of one statement. */
  static final int BATCH = 500;

  /** How long a locked row is let alone. */
  static final Duration LOCKED_REST = Duration.ofMillis(200);

  /** How long a shard is let alone that failed. */
  static final Duration FAILED_REST = Duration.ofSeconds(1);

  /** As in the fill: while the statement waits, it holds the locks of the rows before. */
  static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);

  /**
   * Every so often a locked row is waited for in line, since one that many write is hardly ever
   * found free.
   */
  private static final int WAIT_EVERY = 5;

  private final MigrationShard id;
  private final Tally tally = new Tally();
  private final Dependents dependents;

  /** By key; ordered by the offset of each key's first change, which merging keeps. */
  private final Map<Key, Pending> pending = new LinkedHashMap<>();

  private final Deque<Mark> barriers = new ArrayDeque<>();
  private int fresh;
  private int looks;
  private Instant lookAt = Instant.EPOCH;
  private Instant restUntil = Instant.EPOCH;

  private record Mark(long offset, Barrier barrier) {}

  Backlog(MigrationShard id) {
    this.id = id;
    this.dependents = new Dependents(id);
  }

  MigrationShard id() {
    return id;
  }

  Tally tally() {
    return tally;
  }

  void add(long offset, RowChanged change, boolean counts) {
    if (change.kind() == RowChanged.Kind.DELETE) {
      return; // a row that is gone needs nothing
    }
    Pending before = pending.get(change.key());
    if (before == null) {
      fresh++;
    }
    pending.put(
        change.key(),
        before == null
            ? Pending.of(offset, change, counts)
            : before.and(Pending.of(offset, change, counts)));
  }

  void add(long offset, LookupChanged change, boolean counts) {
    dependents.add(offset, change, counts);
  }

  void add(long offset, Barrier barrier) {
    barriers.add(new Mark(offset, barrier));
  }

  int size() {
    return pending.size() + dependents.size();
  }

  boolean isEmpty() {
    return pending.isEmpty() && dependents.isEmpty() && barriers.isEmpty();
  }

  void clear() {
    pending.clear();
    dependents.clear();
    barriers.clear();
    fresh = 0;
  }

  /** The offset of the first change or barrier that waits. */
  long oldest() {
    long barrier = barriers.isEmpty() ? Long.MAX_VALUE : barriers.getFirst().offset();
    return Math.min(oldestChange(), barrier);
  }

  boolean restsAt(Instant now) {
    return now.isBefore(restUntil);
  }

  /** When there is something to do again; empty when nothing waits. */
  Optional<Instant> due() {
    if (isEmpty()) {
      return Optional.empty();
    }
    if (!restUntil.equals(Instant.EPOCH)) {
      return Optional.of(restUntil);
    }
    Instant rows = fresh > 0 || pending.isEmpty() ? Instant.EPOCH : lookAt;
    if (dependents.isEmpty()) {
      return Optional.of(rows);
    }
    boolean sooner = pending.isEmpty() || dependents.due().isBefore(rows);
    return Optional.of(sooner ? dependents.due() : rows);
  }

  /** The shard failed. Returns whether that is news. */
  boolean failed(Instant now) {
    boolean news = restUntil.equals(Instant.EPOCH);
    restUntil = now.plus(FAILED_REST);
    return news;
  }

  /** Writes what came since, and again what was locked, when that is due. */
  void apply(RowStore rows, Reporter reporter, InstantSource clock) throws ShardFailure {
    if (fresh > 0) {
      List<Key> keys = keys(false);
      for (int from = 0; from < keys.size(); from += BATCH) {
        List<Key> batch = keys.subList(from, Math.min(keys.size(), from + BATCH));
        settle(batch, write(rows, batch, true), reporter, clock);
      }
    }
    if (pending.size() > fresh && !clock.instant().isBefore(lookAt)) {
      looks++;
      List<Key> keys = keys(true);
      for (int from = 0; from < keys.size(); from += BATCH) {
        List<Key> batch = keys.subList(from, Math.min(keys.size(), from + BATCH));
        settle(batch, write(rows, batch, looks % WAIT_EVERY == 0), reporter, clock);
      }
      lookAt = clock.instant().plus(LOCKED_REST);
    }
    dependents.apply(rows, tally, reporter, clock);
    restUntil = Instant.EPOCH;
  }

  /** The barriers before which nothing waits any more; told once. */
  List<Barrier> passed() {
    long oldest = oldestChange();
    List<Barrier> passed = new ArrayList<>();
    while (!barriers.isEmpty() && barriers.getFirst().offset() < oldest) {
      passed.add(barriers.removeFirst().barrier());
    }
    return passed;
  }

  private long oldestChange() {
    long row = pending.isEmpty() ? Long.MAX_VALUE : pending.values().iterator().next().offset();
    return Math.min(row, dependents.oldest());
  }

  private List<Key> keys(boolean locked) {
    List<Key> keys = new ArrayList<>();
    pending.forEach(
        (key, change) -> {
          if (change.locked() == locked) {
            keys.add(key);
          }
        });
    return keys;
  }

  private Outcome write(RowStore rows, List<Key> batch, boolean wait) throws ShardFailure {
    try {
      return wait
          ? RowWriter.write(rows, batch, LOCK_TIMEOUT)
          : RowWriter.writeUnlocked(rows, batch);
    } catch (ShardFailure e) {
      if (e.kind() == FailureKind.AMBIGUOUS) {
        batch.forEach(key -> pending.computeIfPresent(key, (k, change) -> change.asDoubtful()));
      }
      throw e;
    }
  }

  private void settle(List<Key> batch, Outcome outcome, Reporter reporter, InstantSource clock) {
    Instant now = clock.instant();
    for (Key key : batch) {
      Pending change = pending.get(key);
      if (change == null) {
        throw new IllegalStateException("a change that was written did not wait: " + id);
      }
      if (!change.locked()) {
        fresh--;
      }
      if (outcome.locked().contains(key)) {
        if (!change.locked()) {
          lookAt = lookAt.isAfter(now) ? lookAt : now.plus(LOCKED_REST);
        }
        pending.replace(key, change.asLocked());
        continue;
      }
      pending.remove(key);
      ShardFailure failure = outcome.bad().get(key);
      if (failure != null) {
        String reason = String.valueOf(failure.getMessage());
        reporter.report(id, new RowQuarantined(key, failure.code(), reason));
      } else if (change.counts() && outcome.existing().contains(key)) {
        tally.applied(change, change.doubtful() || outcome.written().contains(key), now);
      }
    }
  }
}
