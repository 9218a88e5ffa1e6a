package dev.infill.worker.debezium.mysql;

import dev.infill.common.message.Position;
import dev.infill.worker.debezium.Surroundings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a capture has come: here at once, and on Kafka now and then, for whoever takes it over.
 * Any thread may use it.
 */
final class Progress {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  private final Surroundings around;
  private Position position;
  private @Nullable Position kept;

  /**
   * @param position where to begin
   */
  Progress(Surroundings around, Position position) {
    this.around = around;
    this.position = position;
    this.kept = position;
  }

  synchronized Position position() {
    return position;
  }

  /** All before it is in Kafka. */
  synchronized void reached(Position now) {
    position = now;
  }

  /**
   * Hands the position to Kafka if it is another. One that gets lost is followed by a later one.
   */
  synchronized void keep() {
    if (!position.equals(kept)) {
      Position sent = position;
      kept = sent;
      var unused =
          around
              .producer()
              .send(around.messages().position(sent))
              .whenComplete(
                  (done, error) -> {
                    if (error != null) {
                      LOG.warn(
                          "a position was not kept: migration={} reason={}",
                          sent.id(),
                          error.toString());
                    }
                  });
    }
  }
}
