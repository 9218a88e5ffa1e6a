package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.BridgeFired;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The least that can lose a write: rows whose value is right or not, an application that writes
 * them, a log that a slot keeps, and an applier for each partition of it. Keys are 1, 2, ..
 */
final class ToyDatabase {
  /** What a slot keeps. */
  private sealed interface Entry {
    record Written(int row, Instant at) implements Entry {}

    record Computed(Instant at) implements Entry {}

    record Mark(String barrier) implements Entry {}
  }

  private final boolean[] right;
  private final List<Deque<Entry>> log = new ArrayList<>();
  boolean column;
  boolean slot;
  boolean bridge;
  boolean notNull;

  /** Whether the application fills the column by itself. */
  boolean aware;

  ToyDatabase(int rows, int partitions) {
    this.right = new boolean[rows + 1];
    IntStream.range(0, partitions).forEach(p -> log.add(new ArrayDeque<>()));
  }

  int rows() {
    return right.length - 1;
  }

  long wrong() {
    return rows(KeyRange.ALL).filter(row -> !right[row]).count();
  }

  IntStream rows(KeyRange range) {
    int after = range.after().map(ToyDatabase::row).orElse(0);
    int upTo = range.upTo().map(ToyDatabase::row).orElse(rows());
    return IntStream.rangeClosed(after + 1, Math.min(upTo, rows()));
  }

  static int row(Key key) {
    return Integer.parseInt(key.parts().getFirst());
  }

  static Key key(int row) {
    return Key.of(Integer.toString(row));
  }

  boolean right(int row) {
    return right[row];
  }

  /** The one statement that does all writing. Returns whether it had to. */
  boolean fill(int row) {
    boolean had = !right[row];
    right[row] = true;
    return had;
  }

  /** The application writes a row, unless the constraint refuses it. */
  void write(int row, Instant at) {
    if (notNull && !aware && !bridge) {
      return;
    }
    right[row] = aware || bridge;
    if (slot) {
      partition(row).add(new Entry.Written(row, at));
      if (bridge && !aware) {
        partition(row).add(new Entry.Computed(at));
      }
    }
  }

  /**
   * A mark behind all that is committed. Nobody ever reads it where there is no slot, and one that
   * is still on its way is not taken again.
   */
  void mark(String barrier) {
    var mark = new Entry.Mark(barrier);
    if (slot && log.stream().noneMatch(partition -> partition.contains(mark))) {
      log.forEach(partition -> partition.add(mark));
    }
  }

  /** The slot goes, and with it what nobody has read. */
  void dropSlot() {
    slot = false;
    log.forEach(Deque::clear);
  }

  /** Everything that the migration added goes. */
  void rollBack() {
    dropSlot();
    column = false;
    bridge = false;
    notNull = false;
    Arrays.fill(right, false);
  }

  /** The applier of a partition takes what comes next. */
  Stream<Event> apply(int partition, Instant now) {
    Optional<Entry> next = Optional.ofNullable(log.get(partition).poll());
    return next.stream()
        .map(
            entry ->
                switch (entry) {
                  case Entry.Mark e -> new BarrierPassed(e.barrier(), partition, log.size());
                  case Entry.Computed e -> new BridgeFired(1, e.at());
                  case Entry.Written e -> applied(partition, e, fill(e.row()), now);
                });
  }

  private static ChangesApplied applied(
      int partition, Entry.Written e, boolean wrote, Instant now) {
    Optional<Instant> lastWritten = wrote ? Optional.of(e.at()) : Optional.empty();
    long lag = now.toEpochMilli() - e.at().toEpochMilli();
    return new ChangesApplied(partition, 1, 0, wrote ? 1 : 0, 0, lastWritten, e.at(), lag);
  }

  int partitions() {
    return log.size();
  }

  private Deque<Entry> partition(int row) {
    return log.get(row % log.size());
  }
}
