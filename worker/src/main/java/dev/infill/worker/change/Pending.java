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
 * @param counts whether one of them tells about its writer: it was not applied before by a
 *     predecessor, after which it would need no write whoever wrote it
 * @param doubtful whether it may have been written by a statement whose answer was lost
 */
record Pending(
    long offset,
    boolean inserted,
    Instant firstCommit,
    Instant lastCommit,
    boolean locked,
    boolean counts,
    boolean doubtful) {

  static Pending of(long offset, RowChanged change, boolean counts) {
    return new Pending(
        offset,
        change.kind() == RowChanged.Kind.INSERT,
        change.committed(),
        change.committed(),
        false,
        counts,
        false);
  }

  /** A change of a row that others depend on. */
  static Pending of(long offset, Instant committed, boolean counts) {
    return new Pending(offset, false, committed, committed, false, counts, false);
  }

  /** The same, and a later one of the same row. */
  Pending and(Pending later) {
    return new Pending(
        Math.min(offset, later.offset),
        inserted || later.inserted,
        firstCommit.isBefore(later.firstCommit) ? firstCommit : later.firstCommit,
        lastCommit.isAfter(later.lastCommit) ? lastCommit : later.lastCommit,
        locked,
        counts || later.counts,
        doubtful || later.doubtful);
  }

  Pending asLocked() {
    return new Pending(offset, inserted, firstCommit, lastCommit, true, counts, doubtful);
  }

  Pending asDoubtful() {
    return new Pending(offset, inserted, firstCommit, lastCommit, locked, counts, true);
  }
}
