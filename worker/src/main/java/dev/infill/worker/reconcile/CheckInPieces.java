package dev.infill.worker.reconcile;

import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Task.CheckRange;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStore.Checked;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.rows.BadRows;
import dev.infill.worker.rows.Quarantine;
import dev.infill.worker.rows.RowWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks one range piece by piece, around its bad rows where it has some, and adds the pieces up.
 * Each piece has a snapshot of its own. That does no harm, as it does none that each range has one:
 * the pieces abut, and a row that changes meanwhile is captured.
 */
final class CheckInPieces {
  /** Rows of the first pieces; one with a bad row, or that takes too long, is halved. */
  private static final int PIECE = 16_384;

  private final CheckRange task;
  private final RowStore rows;
  private final Quarantine quarantine;
  private final List<Key> differing = new ArrayList<>();
  private long counted;
  private long equal;
  private long digest;
  private boolean more;

  CheckInPieces(CheckRange task, RowStore rows, Reporter reporter) {
    this.task = task;
    this.rows = rows;
    this.quarantine = new Quarantine(task.id(), reporter);
  }

  Checked run() throws ShardFailure {
    new BadRows(rows, this::checkPiece, this::passOver).goAround(task.keys(), PIECE);
    return new Checked(counted, equal, List.copyOf(differing), more, digest);
  }

  private void checkPiece(KeyRange piece) throws ShardFailure {
    Checked found = rows.check(piece, RangeChecked.MAX_DIFFERING);
    counted += found.counted();
    equal += found.equal();
    digest += found.digest();
    more |= found.more();
    found.differing().forEach(this::differs);
  }

  /**
   * Counts a row that let a piece fail as one that differs. Another row may have come in beside it
   * and be the bad one, so the row is quarantined only where its own statement fails too.
   */
  private void passOver(Key key) throws ShardFailure {
    counted++;
    differs(key);
    ShardFailure failure = RowWriter.writeUnlocked(rows, List.of(key)).bad().get(key);
    if (failure != null) {
      quarantine.add(key, failure);
    }
  }

  private void differs(Key key) {
    if (differing.size() < RangeChecked.MAX_DIFFERING) {
      differing.add(key);
    } else {
      more = true;
    }
  }
}
