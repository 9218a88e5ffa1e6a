package dev.infill.worker.debezium.mysql;

import dev.infill.common.jdbc.BinlogNote;
import dev.infill.common.message.Capture;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Position;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.debezium.LostException;
import dev.infill.worker.debezium.ServerLog;
import dev.infill.worker.debezium.Surroundings;
import dev.infill.worker.port.PositionSource;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One capture of MySQL, across its engines: knows what it was begun on and how far it came. The
 * capture's thread uses it.
 */
public final class MySqlCapture implements ServerLog.Opener {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlCapture.class);

  private final Capture capture;
  private final Surroundings around;
  private final PositionSource positions;
  private @Nullable Progress progress;

  public MySqlCapture(Capture capture, Surroundings around, PositionSource positions) {
    this.capture = capture;
    this.around = around;
    this.positions = positions;
  }

  @Override
  public ServerLog open() throws ShardFailure {
    var watch = BinlogWatch.open(capture, around.connections());
    try {
      BinlogNote note = watch.note();
      return new BinaryLog(capture, around, watch, note, progress(note), watch.namesTransactions());
    } catch (ShardFailure | RuntimeException e) {
      try {
        watch.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** Behind the last position that this capture kept, wherever it was sent from before. */
  @Override
  public void withdrawn() {
    var unused =
        around
            .producer()
            .send(around.messages().noPosition(capture.id()))
            .whenComplete(
                (done, error) -> {
                  if (error != null) {
                    LOG.warn(
                        "a position was not taken away: migration={} reason={}",
                        capture.id(),
                        error.toString());
                  }
                });
  }

  /** A position of another beginning tells nothing of this one. */
  private Progress progress(BinlogNote note) throws ShardFailure {
    if (progress == null) {
      Position begin =
          kept()
              .filter(position -> position.note().equals(note.id()))
              .orElseGet(() -> Offsets.begin(capture.id(), note));
      progress = new Progress(around, begin);
    } else if (!progress.position().note().equals(note.id())) {
      throw new LostException("the capture was begun anew");
    }
    return progress;
  }

  private Optional<Position> kept() throws ShardFailure {
    try {
      return positions.find(capture.id());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardFailure(
          FailureKind.TRANSIENT, "infill.interrupted", "the capture is asked to end", e);
    }
  }
}
