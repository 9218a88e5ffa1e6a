package dev.infill.worker.change;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of several partitions in one transaction. An application that writes three rows
 * in a hundredth of a second would otherwise see as many commits of ours beside its own, and wait
 * for the log behind each of them.
 *
 * <p>The first who wants to write waits a moment for others; whoever comes meanwhile joins. May be
 * used from many threads.
 */
final class GatheredRows implements RowStore {
  /** As many as a statement takes. */
  private static final int MOST_ROWS = 1_000;

  private final RowStore rows;
  private final Linger linger;
  private @Nullable Group open;

  /** Waits while others may join. */
  @FunctionalInterface
  interface Linger {
    void await() throws InterruptedException;
  }

  GatheredRows(RowStore rows, Linger linger) {
    this.rows = rows;
    this.linger = linger;
  }

  /** What one caller wants to be written. */
  private record Part(List<Key> keys, CompletableFuture<Written> written) {}

  /** Those whose rows one statement writes. No two are the same, whatever they hold. */
  private static final class Group {
    private final Duration lockTimeout;
    private final List<Part> parts = new ArrayList<>();
    private int size;

    Group(Duration lockTimeout) {
      this.lockTimeout = lockTimeout;
    }

    /** Whether it took it. */
    boolean add(Part part, Duration timeout) {
      boolean fits = lockTimeout.equals(timeout) && size + part.keys().size() <= MOST_ROWS;
      if (fits || parts.isEmpty()) {
        parts.add(part);
        size += part.keys().size();
        return true;
      }
      return false;
    }
  }

  @Override
  public Written write(List<Key> keys, Duration lockTimeout) throws ShardFailure {
    var part = new Part(keys, new CompletableFuture<>());
    join(part, lockTimeout);
    try {
      return part.written().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardFailure(
          FailureKind.AMBIGUOUS, "interrupted", "interrupted while rows were written", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ShardFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private synchronized void join(Part part, Duration lockTimeout) {
    if (open != null && open.add(part, lockTimeout)) {
      return;
    }
    var group = new Group(lockTimeout);
    group.add(part, lockTimeout);
    open = group;
    // None of the callers' threads, of which any may be interrupted to end.
    Thread.ofVirtual().name("gathered-writes").start(() -> run(group));
  }

  private void run(Group group) {
    try {
      gather(group);
      if (group.parts.size() == 1) {
        alone(group.parts.getFirst(), group.lockTimeout);
      } else {
        together(group);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      // Whatever ended it: nobody may wait for ever. Does nothing to those who have their answer.
      var unanswered = new IllegalStateException("rows were written without an answer");
      group.parts.forEach(part -> part.written().completeExceptionally(unanswered));
    }
  }

  /** Nobody joins any more when this is over, however it ends. */
  private void gather(Group group) throws InterruptedException {
    try {
      linger.await();
    } finally {
      synchronized (this) {
        if (open == group) {
          open = null;
        }
      }
    }
  }

  private void together(Group group) {
    var keys = group.parts.stream().flatMap(part -> part.keys().stream()).toList();
    try {
      var written = rows.write(keys, group.lockTimeout);
      group.parts.forEach(part -> part.written().complete(share(written, part.keys(), keys)));
    } catch (ShardFailure e) {
      if (e.badRow()) {
        // Nothing was written. One's bad row is not the others' concern.
        group.parts.forEach(part -> alone(part, group.lockTimeout));
      } else {
        group.parts.forEach(part -> part.written().completeExceptionally(e));
      }
    } catch (RuntimeException e) {
      group.parts.forEach(part -> part.written().completeExceptionally(e));
    }
  }

  private void alone(Part part, Duration lockTimeout) {
    try {
      part.written().complete(rows.write(part.keys(), lockTimeout));
    } catch (ShardFailure | RuntimeException e) {
      part.written().completeExceptionally(e);
    }
  }

  /** Of what was written for all that was asked for, what concerns some keys. */
  static Written share(Written all, List<Key> keys, List<Key> asked) {
    var own = Set.copyOf(keys);
    // A key that the database spells otherwise may be anybody's, so everybody hears of it.
    boolean spelledAlike = new HashSet<>(asked).containsAll(all.locked());
    return new Written(
        of(all.existing(), own),
        of(all.written(), own),
        spelledAlike ? of(all.locked(), own) : all.locked(),
        of(all.unsettled(), own));
  }

  private static Set<Key> of(Set<Key> all, Set<Key> own) {
    var some = new HashSet<>(all);
    some.retainAll(own);
    return some;
  }

  @Override
  public Written writeUnlocked(List<Key> keys) throws ShardFailure {
    return rows.writeUnlocked(keys);
  }

  @Override
  public List<Key> dependents(TableName lookup, List<Key> changed, Optional<Key> after, int most)
      throws ShardFailure {
    return rows.dependents(lookup, changed, after, most);
  }

  @Override
  public Set<String> writing() throws ShardFailure {
    return rows.writing();
  }

  @Override
  public ChunkEnd chunkEnd(KeyRange range, int most) throws ShardFailure {
    return rows.chunkEnd(range, most);
  }

  @Override
  public Filled fill(KeyRange chunk, Duration lockTimeout) throws ShardFailure {
    return rows.fill(chunk, lockTimeout);
  }

  @Override
  public FilledShare fillShare(KeyRange chunk, int share, int shares, Duration lockTimeout)
      throws ShardFailure {
    return rows.fillShare(chunk, share, shares, lockTimeout);
  }

  @Override
  public Filled fillUnlocked(KeyRange chunk) throws ShardFailure {
    return rows.fillUnlocked(chunk);
  }

  @Override
  public Checked check(KeyRange range, int maxDiffering) throws ShardFailure {
    return rows.check(range, maxDiffering);
  }
}
