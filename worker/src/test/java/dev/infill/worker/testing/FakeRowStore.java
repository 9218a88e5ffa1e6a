package dev.infill.worker.testing;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A table with a numeric key: rows that are right or not, rows that somebody holds locked, rows
 * whose value can't be computed. A statement is all or nothing, and takes time by the row.
 */
public final class FakeRowStore implements RowStore {
  private final FakeClock clock;
  private final NavigableMap<Long, Boolean> right = new TreeMap<>();
  private final Set<Long> locked = new TreeSet<>();
  private final Set<Long> bad = new TreeSet<>();
  private final Deque<ShardFailure> failures = new ArrayDeque<>();
  private final List<String> statements = new ArrayList<>();
  private Duration perRow = Duration.ZERO;
  private boolean pruned = true;
  private Runnable beforeStatement = () -> {};
  private List<String> writers = List.of();

  public FakeRowStore(FakeClock clock) {
    this.clock = clock;
  }

  // ---- what a test sets up ----

  /** Rows that are not right yet. */
  public FakeRowStore rows(long from, long to) {
    for (long id = from; id <= to; id++) {
      right.put(id, false);
    }
    return this;
  }

  /** The application fills the row itself. */
  public void makeRight(long id) {
    right.put(id, true);
  }

  /** The application writes the row as it did before the column was there. */
  public void makeWrong(long id) {
    right.put(id, false);
  }

  public void delete(long id) {
    right.remove(id);
  }

  public void lock(long... ids) {
    for (long id : ids) {
      locked.add(id);
    }
  }

  public void unlock() {
    locked.clear();
  }

  public void spoil(long... ids) {
    for (long id : ids) {
      bad.add(id);
    }
  }

  public void takes(Duration eachRow) {
    perRow = eachRow;
  }

  /** The next statements that write or check fail so. */
  public void failNext(ShardFailure... next) {
    failures.addAll(List.of(next));
  }

  /** A transaction of somebody keeps the room of old versions from being used again. */
  public void pinHorizon() {
    pruned = false;
  }

  public void releaseHorizon() {
    pruned = true;
  }

  /** Statements of ours, somebody else's perhaps, that write rows now. */
  public void writers(String... names) {
    writers = List.of(names);
  }

  public void beforeStatement(Runnable action) {
    beforeStatement = action;
  }

  // ---- what a test looks at ----

  /** Rows that are not right. */
  public List<Long> wrong() {
    return right.entrySet().stream().filter(row -> !row.getValue()).map(Map.Entry::getKey).toList();
  }

  /** The statements that wrote or checked, such as {@code fill 1-10}. */
  public List<String> statements() {
    return statements;
  }

  public static Key key(long id) {
    return Key.of(Long.toString(id));
  }

  public static ShardFailure failure(FailureKind kind, String code) {
    return new ShardFailure(kind, code, "the test says so");
  }

  // ---- the store ----

  @Override
  public ChunkEnd chunkEnd(KeyRange range, int rows) {
    var first = within(range).stream().limit(rows).toList();
    return first.isEmpty()
        ? new ChunkEnd(Optional.empty(), 0)
        : new ChunkEnd(Optional.of(key(first.getLast())), first.size());
  }

  @Override
  public Filled fill(KeyRange chunk, Duration lockTimeout) throws ShardFailure {
    Collection<Long> rows = begin("fill", within(chunk));
    var wrong = wrongOf(rows);
    failIfLocked(wrong, lockTimeout);
    failIfBad(rows);
    wrong.forEach(this::makeRight);
    return new Filled(wrong.size(), 0);
  }

  /** The place of a row is its number. */
  @Override
  public FilledShare fillShare(KeyRange chunk, int share, int shares, Duration lockTimeout)
      throws ShardFailure {
    Collection<Long> rows = begin("fillShare", within(chunk));
    var wrong = wrongOf(rows).stream().filter(id -> id % shares == share).toList();
    failIfLocked(wrong, lockTimeout);
    failIfBad(wrong);
    wrong.forEach(this::makeRight);
    return new FilledShare(wrong.size(), share > 0 && pruned ? wrong.size() : 0);
  }

  @Override
  public Filled fillUnlocked(KeyRange chunk) throws ShardFailure {
    Collection<Long> rows = begin("fillUnlocked", within(chunk));
    failIfBad(rows);
    var wrong = wrongOf(rows);
    var free = wrong.stream().filter(id -> !locked.contains(id)).toList();
    free.forEach(this::makeRight);
    return new Filled(free.size(), wrong.size() - free.size());
  }

  @Override
  public Checked check(KeyRange range, int maxDiffering) throws ShardFailure {
    Collection<Long> rows = begin("check", within(range));
    failIfBad(rows);
    var wrong = wrongOf(rows);
    long digest = rows.stream().mapToLong(id -> id * 31).sum();
    return new Checked(
        rows.size(),
        rows.size() - wrong.size(),
        wrong.stream().limit(maxDiffering).map(FakeRowStore::key).toList(),
        wrong.size() > maxDiffering,
        digest);
  }

  @Override
  public Written write(List<Key> rows, Duration lockTimeout) throws ShardFailure {
    Collection<Long> existing = begin("write", existing(rows));
    failIfBad(existing);
    var wrong = wrongOf(existing);
    failIfLocked(wrong, lockTimeout);
    wrong.forEach(this::makeRight);
    return new Written(keys(existing), keys(wrong), Set.of());
  }

  @Override
  public Written writeUnlocked(List<Key> rows) throws ShardFailure {
    Collection<Long> existing = begin("writeUnlocked", existing(rows));
    failIfBad(existing);
    var wrong = wrongOf(existing);
    var free = wrong.stream().filter(id -> !locked.contains(id)).toList();
    var held = wrong.stream().filter(locked::contains).toList();
    free.forEach(this::makeRight);
    return new Written(keys(existing), keys(free), keys(held));
  }

  /** A row depends on the one that has its last digit. */
  @Override
  public List<Key> dependents(TableName lookup, List<Key> changed, Optional<Key> after, int most) {
    var digits = changed.stream().map(FakeRowStore::id).toList();
    statements.add("dependents of " + digits);
    return wrong().stream()
        .filter(id -> digits.contains(id % 10) && id > after.map(FakeRowStore::id).orElse(0L))
        .limit(most)
        .map(FakeRowStore::key)
        .toList();
  }

  @Override
  public Set<String> writing() {
    return Set.copyOf(writers);
  }

  private Collection<Long> begin(String statement, Collection<Long> rows) throws ShardFailure {
    beforeStatement.run();
    statements.add(
        rows.isEmpty()
            ? statement
            : statement
                + " "
                + rows.iterator().next()
                + "-"
                + rows.stream().reduce((a, b) -> b).orElseThrow());
    clock.advance(perRow.multipliedBy(rows.size()));
    ShardFailure failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    return rows;
  }

  private void failIfLocked(List<Long> wrong, Duration lockTimeout) throws ShardFailure {
    if (wrong.stream().anyMatch(locked::contains)) {
      clock.advance(lockTimeout);
      throw failure(FailureKind.TRANSIENT, "55P03");
    }
  }

  private void failIfBad(Collection<Long> rows) throws ShardFailure {
    if (rows.stream().anyMatch(bad::contains)) {
      throw failure(FailureKind.PERMANENT, "22012");
    }
  }

  private List<Long> wrongOf(Collection<Long> rows) {
    return rows.stream().filter(id -> !right.get(id)).toList();
  }

  private List<Long> within(KeyRange range) {
    long after = range.after().map(FakeRowStore::id).orElse(Long.MIN_VALUE);
    long upTo = range.upTo().map(FakeRowStore::id).orElse(Long.MAX_VALUE);
    return List.copyOf(right.subMap(after, false, upTo, true).keySet());
  }

  private List<Long> existing(List<Key> rows) {
    return rows.stream().map(FakeRowStore::id).filter(right::containsKey).toList();
  }

  private static Set<Key> keys(Collection<Long> ids) {
    var keys = new HashSet<Key>();
    ids.forEach(id -> keys.add(key(id)));
    return keys;
  }

  private static long id(Key key) {
    return Long.parseLong(key.parts().getFirst());
  }
}
