package dev.infill.common.jdbc.mysql;

import dev.infill.common.message.FailureKind;
import dev.infill.common.mysql.MarksTable;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;

/** Marks in the server's log, by which a capture knows how far it has read. */
final class Barriers {
  private static final int NO_SUCH_TABLE = 1146;

  private Barriers() {}

  /**
   * Stands behind all that is committed now. A row that is put again as it is leaves nothing in the
   * log, so it is taken away first.
   *
   * @throws ShardFailure TRANSIENT when the marks table is gone, so the capture is lost, which will
   *     be told by whoever captures
   */
  static void emit(Db db, PlannedShard shard, String barrier) throws SQLException, ShardFailure {
    var marks = CaptureSetup.marks(shard);
    String kind = MarksTable.Kind.BARRIER.name();
    String content = shard.id() + "|" + barrier;
    try {
      db.together(
          () -> {
            db.ask("DELETE FROM %s WHERE kind = ?".formatted(Quoting.table(marks)), kind);
            db.ask(MarksTable.put(marks), kind, content, content);
          });
    } catch (SQLException e) {
      if (e.getErrorCode() != NO_SUCH_TABLE) {
        throw e;
      }
      throw new ShardFailure(
          FailureKind.TRANSIENT, "infill.marks-gone", "the table %s is gone".formatted(marks));
    }
  }
}
