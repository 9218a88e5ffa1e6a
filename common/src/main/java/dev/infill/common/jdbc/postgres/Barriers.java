package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.MigrationShard;
import java.sql.SQLException;

/** Marks in the server's log, by which a capture knows how far it has read. */
final class Barriers {
  /** The message that a capture turns into a barrier. */
  static final String PREFIX = "infill.barrier";

  private Barriers() {}

  /**
   * Stands behind all that is committed now. The second message makes a commit of our own, which
   * brings the log to disk, where captures read, at once.
   */
  static void emit(Db db, MigrationShard id, String barrier) throws SQLException {
    db.ask(
        "SELECT pg_logical_emit_message(false, ?, ?);"
            + " SELECT pg_logical_emit_message(true, 'infill.own', '')",
        PREFIX,
        id + "|" + barrier);
  }
}
