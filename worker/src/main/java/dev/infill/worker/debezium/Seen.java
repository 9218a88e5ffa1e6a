package dev.infill.worker.debezium;

import dev.infill.common.message.Change.LookupChanged;
import dev.infill.common.message.Change.RowChanged;
import java.time.Instant;

/** What a capture sees in the server's log. A transaction's name is the engine's own. */
public sealed interface Seen {
  /** A row was written by the transaction. */
  record Row(String transaction, RowChanged change) implements Seen {}

  /** A row of a table that values look into was written by the transaction. */
  record LookedInto(String transaction, LookupChanged change) implements Seen {}

  /**
   * A mark was put into the log.
   *
   * @param transaction to which it belongs; empty for none
   */
  record Mark(String transaction, MarkKind kind, String content, Instant at) implements Seen {}

  /** A heartbeat, or a row that leads nowhere: only a position. */
  record Nothing() implements Seen {}
}
