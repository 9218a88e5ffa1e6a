package dev.infill.worker.change;

import dev.infill.common.message.Change.RowChanged;
import java.time.Instant;

/**
 * All changes of one key that wait.
 *
 * @param offset of the first
 * @param inserted whether one of them is an insert
 * @param firstCommit of the earliest
 * @param lastCommit of the latest
 * @param locked whether the row was found locked
 */
record Pending(
    long offset, boolean inserted, Instant firstCommit, Instant lastCommit, boolean locked) {

  static Pending of(long offset, RowChanged change) {
    return new Pending(
        offset,
        change.kind() == RowChanged.Kind.INSERT,
        change.committed(),
        change.committed(),
        false);
  }

  Pending and(RowChanged change) {
    Instant committed = change.committed();
    return new Pending(
        offset,
        inserted || change.kind() == RowChanged.Kind.INSERT,
        committed.isBefore(firstCommit) ? committed : firstCommit,
        committed.isAfter(lastCommit) ? committed : lastCommit,
        locked);
  }

  Pending asLocked() {
    return new Pending(offset, inserted, firstCommit, lastCommit, true);
  }
}
