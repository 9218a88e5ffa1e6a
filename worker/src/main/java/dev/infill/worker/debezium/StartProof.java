package dev.infill.worker.debezium;

import dev.infill.common.shard.ShardFailure;
import java.util.UUID;

/**
 * Proves that an engine began where the slot stood: a first mark, written before its start, must
 * come through before a second one, written after.
 *
 * <p>The engine's thread sees the marks; the capture's thread writes them.
 */
final class StartProof {
  static final String PREFIX = "infill.start";

  private final SlotWatch watch;
  private final String first = UUID.randomUUID().toString();
  private final String second = UUID.randomUUID().toString();
  private volatile boolean given;

  StartProof(SlotWatch watch) {
    this.watch = watch;
  }

  /** To be called before the engine starts. */
  void writeFirst() throws ShardFailure {
    watch.mark(PREFIX, first);
  }

  /** To be called when the engine has its slot. */
  void writeSecond() throws ShardFailure {
    watch.mark(PREFIX, second);
  }

  boolean given() {
    return given;
  }

  /**
   * A mark of somebody's came through.
   *
   * @throws LostException when the first is missing
   */
  void saw(String mark) {
    if (mark.equals(first)) {
      given = true;
    } else if (mark.equals(second) && !given) {
      throw new LostException("the slot was gone when the capture began again");
    }
  }

  /**
   * To be called before a barrier is passed on: a table that was taken out of its publication, even
   * for a moment, has lost changes without a sound.
   *
   * @throws LostException when the publication is not what it was
   */
  void checkStillPublished() {
    try {
      watch.checkPublication();
    } catch (ShardFailure e) {
      throw new IllegalStateException("the publication can't be looked at: " + e.getMessage(), e);
    }
  }
}
