package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.TableName;
import java.sql.SQLException;
import java.util.List;

/** Whether somebody holds, for long, what the migration will have to wait for. */
final class LockCheck {
  /** Those that are prepared and left, as XA allows, are nobody's. */
  private static final String LONG_TRANSACTIONS =
      """
      SELECT COUNT(*) FROM information_schema.innodb_trx
       WHERE (trx_mysql_thread_id = 0 OR trx_started < CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM') - INTERVAL 1 MINUTE)
         AND trx_mysql_thread_id <> CONNECTION_ID()
      """;

  /** Whoever alters the table, or locks it, holds one of these; others wait for it to end. */
  private static final String ALTERING =
      """
      SELECT DISTINCT CONCAT('connection ', t.processlist_id, ' of user ',
                             COALESCE(t.processlist_user, 'unknown'), ', for ',
                             t.processlist_time, ' seconds')
        FROM performance_schema.metadata_locks l
        JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id
       WHERE l.object_type = 'TABLE' AND l.object_schema = ? AND l.object_name = ?
         AND l.lock_status = 'GRANTED' AND t.processlist_id <> CONNECTION_ID()
         AND l.lock_type IN ('SHARED_UPGRADABLE', 'SHARED_NO_WRITE', 'SHARED_READ_ONLY',
                             'SHARED_NO_READ_WRITE', 'EXCLUSIVE')
       LIMIT 3
      """;

  private LockCheck() {}

  static void look(Db db, TableName table, Findings findings) throws SQLException {
    long open = seen(db, LONG_TRANSACTIONS).stream().mapToLong(Long::parseLong).sum();
    if (open > 0) {
      findings.warning(
          "long-transactions",
          "%d transactions are open for longer than a minute, or prepared. Those that touched the table keep the column and the constraints waiting, and old versions of rows stay while they last."
              .formatted(open),
          "End them, or start when they are done.");
    }
    var altering = seen(db, ALTERING, table.schema(), table.table());
    if (!altering.isEmpty()) {
      findings.warning(
          "table-locked",
          "Somebody alters %s or has locked it: %s.".formatted(table, String.join("; ", altering)),
          "Start when that is done.");
    }
  }

  /** Nothing where the user may not look, which is told with the other privileges. */
  private static List<String> seen(Db db, String query, Object... params) throws SQLException {
    try {
      return db.texts(query, params);
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) {
        throw e;
      }
      return List.of();
    }
  }
}
