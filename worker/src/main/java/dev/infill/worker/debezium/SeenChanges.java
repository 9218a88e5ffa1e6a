package dev.infill.worker.debezium;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Change;
import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Change.BridgeComputed;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.OwnWrites;
import dev.infill.worker.debezium.Seen.LookedInto;
import dev.infill.worker.debezium.Seen.Mark;
import dev.infill.worker.debezium.Seen.Nothing;
import dev.infill.worker.debezium.Seen.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what one engine sees of a server's log: which of it becomes a change, when a barrier
 * may go, and whether the log may be confirmed up to there. The engine's thread alone uses it.
 */
public final class SeenChanges {
  private final Capture capture;
  private final StartProof proof;
  private final int partitions;
  private final Sink sink;

  /** Barriers seen before the proof that nothing is missing before them. */
  private final List<Barrier> held = new ArrayList<>();

  private final LongAdder ownRows = new LongAdder();
  private @Nullable String ownTransaction;

  /** Where changes go. */
  public interface Sink {
    /** Hands a change over and returns at once. */
    void send(Change change);

    /** Hands a barrier over for one of the partitions. */
    void send(Barrier barrier, int partition);

    /**
     * Waits until all that was handed over is kept.
     *
     * @throws IllegalStateException when some of it may not be; the engine has to end by it
     */
    void awaitSent() throws InterruptedException;
  }

  /**
   * @param partitions of the changes, each of which gets every barrier
   */
  public SeenChanges(Capture capture, StartProof proof, int partitions, Sink sink) {
    this.capture = capture;
    this.proof = proof;
    this.partitions = partitions;
    this.sink = sink;
  }

  /** Rows of our own seen since this was last asked. Any thread may ask. */
  long takeOwnRows() {
    return ownRows.sumThenReset();
  }

  /**
   * Passes a batch on, whose transactions can all be seen by now.
   *
   * @return whether the log may be confirmed up to the end of the batch, which confirms all before
   *     it too; a held barrier, and what follows it, must come again
   */
  public boolean pass(List<Seen> batch) throws InterruptedException {
    for (Seen one : batch) {
      switch (one) {
        case Row row -> pass(row);
        // Whoever wrote it: a trigger may have, in a transaction of ours.
        case LookedInto row -> sink.send(row.change());
        case Mark mark -> heed(mark);
        case Nothing nothing -> {}
      }
    }
    sink.awaitSent();
    return held.isEmpty();
  }

  private void pass(Row row) {
    boolean own = row.change().own() || row.transaction().equals(ownTransaction);
    if (own) {
      ownRows.increment();
    }
    if (!own || capture.ownWrites() == OwnWrites.APPLIED) {
      RowChanged change = own ? row.change().asOwn() : row.change();
      sink.send(change);
    }
  }

  private void heed(Mark mark) throws InterruptedException {
    switch (mark.kind()) {
      case OWN -> ownTransaction = mark.transaction();
      case BARRIER -> {
        String content = mark.content();
        String mine = capture.id() + "|";
        if (content.startsWith(mine)) {
          held.add(new Barrier(capture.id(), content.substring(mine.length())));
          release();
        }
      }
      case BRIDGE -> {
        String content = mark.content();
        if (content.equals(capture.id().toString()) || content.startsWith(capture.id() + "|")) {
          sink.send(new BridgeComputed(capture.id(), mark.at()));
        }
      }
      case START -> {
        proof.saw(mark.content());
        release();
      }
      case MOVE -> {}
    }
  }

  /**
   * Lets barriers go, once it is sure that nothing is missing before them and all of it is sent.
   */
  private void release() throws InterruptedException {
    if (!proof.given() || held.isEmpty()) {
      return;
    }
    sink.awaitSent();
    proof.checkUnchanged();
    for (Barrier barrier : held) {
      for (int partition = 0; partition < partitions; partition++) {
        sink.send(barrier, partition);
      }
    }
    sink.awaitSent();
    held.clear();
  }
}
