package dev.infill.worker.rows;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStore.ChunkEnd;
import dev.infill.common.shard.ShardFailure;

/**
 * Goes around the bad rows of a range: works on its halves, and theirs, down to single rows. A
 * piece that takes too long is halved as well.
 */
public final class BadRows {
  /** Works on a piece of a range; may fail for a bad row, and is then called with smaller ones. */
  @FunctionalInterface
  public interface Piece {
    void work(KeyRange piece) throws ShardFailure;
  }

  /** Is told the rows that no piece may hold. */
  @FunctionalInterface
  public interface Single {
    void pass(Key key) throws ShardFailure;
  }

  private final RowStore rows;
  private final Piece piece;
  private final Single single;

  public BadRows(RowStore rows, Piece piece, Single single) {
    this.rows = rows;
    this.piece = piece;
    this.single = single;
  }

  /**
   * Works on a range in pieces of at most {@code size} rows, and on smaller ones around bad rows.
   *
   * @throws ShardFailure when a piece failed for another reason than a bad row
   */
  public void goAround(KeyRange range, int size) throws ShardFailure {
    KeyRange rest = range;
    while (true) {
      ChunkEnd end = rows.chunkEnd(rest, size);
      if (end.last().isEmpty()) {
        return;
      }
      Key last = end.last().get();
      KeyRange part = new KeyRange(rest.after(), end.last());
      try {
        piece.work(part);
      } catch (ShardFailure e) {
        if (!e.badRow() && !(e.tookTooLong() && end.rows() > 1)) {
          throw e;
        }
        if (end.rows() == 1) {
          single.pass(last);
        } else {
          goAround(part, end.rows() / 2);
        }
      }
      if (end.rows() < size) {
        return; // a row that came behind them since is captured
      }
      rest = rest.rest(last);
    }
  }
}
