package dev.infill.worker.debezium;

import dev.infill.common.shard.ShardFailure;

/** What proves a capture in a server's log. */
public interface LogMarks {
  /** Commits a mark into the log. The capture's thread. */
  void mark(MarkKind kind, String content) throws ShardFailure;

  /**
   * Compares what is captured with what it was, as far as no change stream shows it. Any thread.
   *
   * @throws LostException when it is another
   * @throws ShardFailure when it can't be told now
   */
  void checkUnchanged() throws ShardFailure;
}
