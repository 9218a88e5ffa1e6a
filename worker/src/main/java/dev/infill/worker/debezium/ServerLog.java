package dev.infill.worker.debezium;

import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.Reporter;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A server's log, as one capture reads it: what of a capture is the engine's own. Used for one run
 * of Debezium's engine, and then closed.
 *
 * <p>The capture's thread and the engine's both use it; each method says where it may be called.
 */
public interface ServerLog extends LogMarks, AutoCloseable {
  /** Opens the log of one capture, for each engine anew. */
  @FunctionalInterface
  interface Opener {
    /**
     * @throws LostException when there is nothing to be read on from
     * @throws ShardFailure when it can't be told now
     */
    ServerLog open() throws ShardFailure;

    /** The capture shall not run any more: nothing that was kept for it is needed. */
    default void withdrawn() {}
  }

  /**
   * Makes sure that the log can be read on from where the capture stands, and ends whoever reads
   * there: a predecessor that does not know yet that it is one. Called once, first.
   *
   * @throws LostException when it can't, for good
   * @throws ShardFailure when it can't be told now
   */
  void checkReadable() throws ShardFailure;

  /** What the engine is told, to be used once. The capture's thread. */
  Properties settings() throws ShardFailure, SQLException;

  /**
   * Reads a record of Debezium. The engine's thread.
   *
   * @throws IllegalArgumentException when a key can't be read
   */
  Seen read(SourceRecord record);

  /**
   * Waits until what these transactions wrote can be seen by every statement that begins from now
   * on. The engine's thread.
   *
   * @throws IllegalStateException when it can't be told; the engine ends by it, and the next one
   *     sees the batch again
   */
  void awaitVisible(Set<String> transactions) throws InterruptedException;

  /** All up to this record is in Kafka. The engine's thread. */
  void passed(SourceRecord last);

  /** Tells what is to be told, and moves on where the table is quiet. The capture's thread. */
  void tend(Reporter reporter) throws ShardFailure, InterruptedException;

  /** Bytes of log that the server has to keep for the capture now. The capture's thread. */
  long retainedBytes() throws ShardFailure;

  /** Rows of our own that never became records, seen since this was last asked. Any thread. */
  long takeOwnRows();

  @Override
  void close() throws SQLException;
}
