package dev.infill.common.postgres;

import dev.infill.common.model.ColumnFill;

/**
 * What each transaction that writes rows begins with, whatever columns it fills.
 *
 * @param table quoted
 * @param looksUp whether values look into other tables
 */
record Beginning(String table, boolean looksUp) {
  /** Tells our advisory locks from others': the first letters of our name. */
  static final int WRITERS = 0x696E666C;

  /** First in the transaction, so that a capture knows what follows as ours. */
  private static final String MARK = "SELECT pg_logical_emit_message(true, 'infill.own', '');\n";

  static Beginning of(ColumnFill fill) {
    return new Beginning(Quoting.table(fill.table()), !fill.lookups().isEmpty());
  }

  /**
   * @param marked whether with the mark
   */
  String text(boolean marked) {
    return (marked ? MARK : "") + (looksUp ? lock() : "");
  }

  /**
   * A value that was looked up is that of the statement's snapshot, and may be old when it is
   * written. By this lock, which keeps nobody out, whoever follows a change of the other table
   * knows whom to wait for. It has to be a statement of its own, since the lock must be held before
   * the snapshot is taken.
   */
  private String lock() {
    return "SELECT pg_advisory_xact_lock_shared(%d, %s::regclass::oid::int4);\n"
        .formatted(WRITERS, Quoting.literal(table));
  }

  /** How many statements that is. */
  int leading(boolean marked) {
    return (marked ? 1 : 0) + (looksUp ? 1 : 0);
  }
}
