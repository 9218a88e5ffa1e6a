package dev.infill.worker.rows;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStore.Written;
import dev.infill.common.shard.ShardFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes what differs among some rows, goes around those that somebody holds locked, and halves its
 * way to those whose value can't be computed.
 */
public final class RowWriter {
  /**
   * @param existing rows that exist
   * @param written rows that had to be written
   * @param locked rows that somebody held locked; they were not written
   * @param unsettled rows that may differ still: a trigger of the table kept them as they were, or
   *     changed them
   * @param bad rows whose value can't be computed, with what the server said
   */
  public record Outcome(
      Set<Key> existing,
      Set<Key> written,
      Set<Key> locked,
      Set<Key> unsettled,
      Map<Key, ShardFailure> bad) {}

  @FunctionalInterface
  private interface Statement {
    Written run(List<Key> keys) throws ShardFailure;
  }

  private final Statement statement;
  private final Outcome outcome =
      new Outcome(
          new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashMap<>());

  private RowWriter(Statement statement) {
    this.statement = statement;
  }

  /**
   * Tries the plain statement first, which waits for locks at most {@code lockTimeout}, and goes
   * around locked rows only where that ran out.
   *
   * @throws ShardFailure when it failed for another reason than a lock or a bad row; AMBIGUOUS when
   *     some rows may have been written
   */
  public static Outcome write(RowStore rows, List<Key> keys, Duration lockTimeout)
      throws ShardFailure {
    return new RowWriter(part -> waitingThenAround(rows, part, lockTimeout)).halve(keys).outcome;
  }

  /** Goes around locked rows at once. */
  public static Outcome writeUnlocked(RowStore rows, List<Key> keys) throws ShardFailure {
    return new RowWriter(part -> rows.writeUnlocked(part)).halve(keys).outcome;
  }

  private static Written waitingThenAround(RowStore rows, List<Key> keys, Duration lockTimeout)
      throws ShardFailure {
    try {
      return rows.write(keys, lockTimeout);
    } catch (ShardFailure e) {
      if (!e.lockNotFree()) {
        throw e;
      }
      return rows.writeUnlocked(keys);
    }
  }

  private RowWriter halve(List<Key> keys) throws ShardFailure {
    if (keys.isEmpty()) {
      return this;
    }
    try {
      add(keys, statement.run(keys));
    } catch (ShardFailure e) {
      if (!e.badRow()) {
        throw e;
      }
      if (keys.size() == 1) {
        outcome.bad().put(keys.getFirst(), e);
      } else {
        int half = keys.size() / 2;
        halve(keys.subList(0, half));
        halveAfterOthers(keys.subList(half, keys.size()));
      }
    }
    return this;
  }

  /**
   * What the halves before wrote is not taken back by a failure: the caller can't know how much.
   */
  private void halveAfterOthers(List<Key> keys) throws ShardFailure {
    try {
      halve(keys);
    } catch (ShardFailure e) {
      if (e.kind() != FailureKind.TRANSIENT) {
        throw e;
      }
      String message = String.valueOf(e.getMessage());
      throw new ShardFailure(FailureKind.AMBIGUOUS, e.code(), message, e);
    }
  }

  private void add(List<Key> keys, Written written) {
    outcome.existing().addAll(written.existing());
    outcome.written().addAll(written.written());
    outcome.unsettled().addAll(written.unsettled());
    // A database may spell a key otherwise than we did; then nobody knows which row is locked, and
    // all of them are tried again.
    boolean ours = Set.copyOf(keys).containsAll(written.locked());
    outcome.locked().addAll(ours ? written.locked() : keys);
  }
}
