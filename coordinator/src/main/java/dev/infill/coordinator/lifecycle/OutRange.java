package dev.infill.coordinator.lifecycle;

import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import java.time.Duration;
import java.time.Instant;

/**
 * A range that was sent and is not answered.
 *
 * @param attempt which sending this is, from 1
 * @param heard when it was sent, or a worker last told something of it
 * @param started whether a worker has told anything
 */
public record OutRange(RangeId range, KeyRange keys, int attempt, Instant heard, boolean started) {
  /**
   * How long a started range may be silent before it is sent again. A chunk takes a fraction of it;
   * the queue itself delivers a dead worker's task again much earlier, so this is the second net.
   */
  static final Duration SILENCE = Duration.ofSeconds(30);

  /**
   * How long a range may wait in the queue the first time, and twice as long each time after. Where
   * all workers are busy, sending it again only makes the queue longer.
   */
  static final Duration QUEUED = Duration.ofMinutes(2);

  private static final int MOST_DOUBLINGS = 5;

  Instant due() {
    return heard.plus(
        started ? SILENCE : QUEUED.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS)));
  }

  /** A worker's clock may be slow; its chunks must not make the range look silent. */
  OutRange heardAt(Instant at) {
    return new OutRange(range, keys, attempt, at.isAfter(heard) ? at : heard, true);
  }
}
