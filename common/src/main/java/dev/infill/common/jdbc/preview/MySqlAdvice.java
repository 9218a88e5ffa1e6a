package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.mysql.SampleTable;
import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.shard.PlannedShard;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether MySQL could compute the column itself, so that no row needs a fill. */
final class MySqlAdvice {
  private MySqlAdvice() {}

  /**
   * @param connection a session of its own, which is closed afterwards
   */
  static List<Finding> of(Connection connection, PlannedShard shard) throws SQLException {
    var advice = new ArrayList<Finding>();
    var table = shard.plan().fill().table();
    for (FilledColumn column : shard.plan().fill().columns()) {
      if (column.sync() != Sync.DERIVED || !column.inSql()) {
        continue;
      }
      if (SampleTable.takes(connection, table, definition(column, "VIRTUAL"))) {
        advice.add(
            FindingCode.VIRTUAL_COLUMN.finding(
                "The server can compute %s each time that it is read.".formatted(column.name()),
                statement(shard, column, "VIRTUAL", "INSTANT")
                    + " takes a moment, writes no row, and needs no writer to fill it."));
      }
      if (shard.plan().tableBytes() <= Advice.SOON_REWRITTEN
          && SampleTable.takes(connection, table, definition(column, "STORED"))) {
        advice.add(
            FindingCode.STORED_COLUMN.finding(
                "The table is small, and the server can compute and store %s itself."
                    .formatted(column.name()),
                statement(shard, column, "STORED", "COPY")
                    + " copies the table while nobody can write, and needs no writer to fill it."));
      }
    }
    return advice;
  }

  private static String statement(
      PlannedShard shard, FilledColumn column, String kind, String algorithm) {
    return "ALTER TABLE %s ADD COLUMN %s, ALGORITHM=%s"
        .formatted(Quoting.table(shard.plan().fill().table()), definition(column, kind), algorithm);
  }

  private static String definition(FilledColumn column, String kind) {
    return "%s %s GENERATED ALWAYS AS (%s) %s"
        .formatted(Quoting.identifier(column.name()), column.type(), column.value(), kind);
  }
}
