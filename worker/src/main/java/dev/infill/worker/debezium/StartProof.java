package dev.infill.worker.debezium;

import dev.infill.common.shard.ShardFailure;
import java.util.UUID;

/**
 * Proves that an engine began where it had to: a first mark, written before its start, must come
 * through before a second one, written after.
 *
 * <p>The engine's thread sees the marks; the capture's thread writes them.
 */
public final class StartProof {
  private final LogMarks log;
  private final String first = UUID.randomUUID().toString();
  private final String second = UUID.randomUUID().toString();
  private volatile boolean given;

  public StartProof(LogMarks log) {
    this.log = log;
  }

  /** To be called before the engine starts. */
  public void writeFirst() throws ShardFailure {
    log.mark(MarkKind.START, first);
  }

  /** To be called when the engine reads. */
  public void writeSecond() throws ShardFailure {
    log.mark(MarkKind.START, second);
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
      throw new LostException("the log was not read on from where the capture stood");
    }
  }

  /**
   * To be called before a barrier is passed on: a table that was not captured, even for a moment,
   * has lost changes without a sound.
   *
   * @throws LostException when what is captured is not what it was
   */
  void checkUnchanged() {
    try {
      log.checkUnchanged();
    } catch (ShardFailure e) {
      throw new IllegalStateException("what is captured can't be looked at: " + e.getMessage(), e);
    }
  }
}
