package dev.infill.worker.backfill;

import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStore.Filled;
import dev.infill.common.shard.RowStore.FilledShare;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.rows.BadRows;
import dev.infill.worker.rows.Quarantine;
import dev.infill.worker.rows.RowWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fills one chunk at a time: waits shortly for locks, then goes around the locked rows; goes around
 * bad rows and puts them aside. Counts what it did until the counts are taken, so that a chunk that
 * fails half-way and is tried again still counts each written row once.
 */
final class ChunkFiller {
  /**
   * Longest wait for a row's lock. While it waits, the statement itself holds the locks of the rows
   * before, so it must stay well below what an application would notice.
   */
  static final Duration SHORT = Duration.ofMillis(100);

  private final RowStore rows;
  private final Quarantine quarantine;
  private final Duration lockTimeout;
  private final BadRows badRows;
  private final List<KeyRange> skippedIn = new ArrayList<>();
  private long filled;
  private long skipped;

  ChunkFiller(FillRange task, RowStore rows, Reporter reporter) {
    this.rows = rows;
    this.quarantine = new Quarantine(task.id(), reporter);
    Duration limit = task.limits().lockTimeout();
    this.lockTimeout = limit.compareTo(SHORT) < 0 ? limit : SHORT;
    this.badRows = new BadRows(rows, this::fillPiece, this::passOver);
  }

  /**
   * Fills a chunk of about {@code size} rows.
   *
   * @return whether it went without bad rows
   */
  boolean fill(KeyRange chunk, int size) throws ShardFailure {
    skippedIn.clear();
    skipped = 0;
    try {
      fillPiece(chunk);
      return true;
    } catch (ShardFailure e) {
      if (!e.badRow()) {
        throw e;
      }
      badRows.goAround(chunk, Math.max(1, size / 2));
      return false;
    }
  }

  /**
   * Fills a share of a chunk ahead of its fill; see {@link RowStore#fillShare}.
   *
   * @return empty when rows in it are locked or bad, so that it is better left to the fill
   */
  Optional<FilledShare> fillShare(KeyRange chunk, int share, int shares) throws ShardFailure {
    try {
      FilledShare done = rows.fillShare(chunk, share, shares, lockTimeout);
      filled += done.filled();
      return Optional.of(done);
    } catch (ShardFailure e) {
      if (!e.badRow() && !e.lockNotFree()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Rows written since this was last asked. */
  long takeFilled() {
    long taken = filled;
    filled = 0;
    return taken;
  }

  /** Rows of the last chunk that somebody held locked. */
  long skipped() {
    return skipped;
  }

  /** The pieces of the last chunk that hold these rows, in order. */
  List<KeyRange> takeSkipped() {
    var taken = List.copyOf(skippedIn);
    skippedIn.clear();
    return taken;
  }

  private void fillPiece(KeyRange piece) throws ShardFailure {
    Filled done = waitingThenAround(piece);
    filled += done.filled();
    skipped += done.skipped();
    if (done.skipped() > 0) {
      skippedIn.add(piece);
    }
  }

  private Filled waitingThenAround(KeyRange piece) throws ShardFailure {
    try {
      return rows.fill(piece, lockTimeout);
    } catch (ShardFailure e) {
      if (!e.lockNotFree()) {
        throw e;
      }
      return rows.fillUnlocked(piece);
    }
  }

  /** The piece may have failed for a row that came in since; the key itself tells. */
  private void passOver(Key key) throws ShardFailure {
    RowWriter.Outcome outcome = RowWriter.write(rows, List.of(key), lockTimeout);
    filled += outcome.written().size();
    skipped += outcome.locked().size();
    ShardFailure failure = outcome.bad().get(key);
    if (failure != null) {
      quarantine.add(key, failure);
    }
  }
}
