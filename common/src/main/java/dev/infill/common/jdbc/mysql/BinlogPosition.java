package dev.infill.common.jdbc.mysql;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;

/**
 * How far the server's log is.
 *
 * @param file such as {@code binlog.000003}
 * @param position the byte in it
 * @param gtids the transactions that are committed; empty where the server does not name them
 */
record BinlogPosition(String file, long position, String gtids) {
  /**
   * Asks the server.
   *
   * @throws ShardFailure PERMANENT when it keeps no log
   */
  static BinlogPosition now(Db db) throws SQLException, ShardFailure {
    return db.first(
            row ->
                new BinlogPosition(
                    row.getString("File"),
                    row.getLong("Position"),
                    row.getString("Executed_Gtid_Set").replaceAll("\\s", "")),
            statement(db))
        .orElseThrow(
            () ->
                new ShardFailure(
                    FailureKind.PERMANENT, "infill.no-log", "the server keeps no binary log"));
  }

  /** What it is called on this server. */
  static String statement(Db db) throws SQLException {
    return db.version().atLeast(8, 2, 0) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
  }

  /** The number at the end of the file's name. */
  long fileNumber() {
    return Long.parseLong(file.substring(file.lastIndexOf('.') + 1));
  }
}
