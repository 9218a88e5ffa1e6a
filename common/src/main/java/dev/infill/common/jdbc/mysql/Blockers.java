package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who stands in the way. Tells sessions by what they call themselves, never by their queries. */
final class Blockers {
  /** The user may not look, or the server keeps no such account. */
  private static final Set<Integer> NOT_SHOWN = Set.of(1044, 1142, 1143, 1146, 1227, 1683);

  /** Waits are of the session, transactions of the server's own account of them. */
  private static final String SESSION =
      """
      SELECT DISTINCT t.processlist_id, x.timer_wait,
             CONCAT('connection ', t.processlist_id,
               ' (application ', COALESCE(a.attr_value, 'without name'),
               ', user ', COALESCE(t.processlist_user, 'unknown'),
               ', ', COALESCE(LOWER(t.processlist_command), 'state not shown'),
               ', transaction open for ',
               COALESCE(CAST(SEC_TO_TIME(x.timer_wait DIV 1000000000000) AS CHAR), 'a time not shown'),
               ')')
        FROM performance_schema.metadata_locks l
        JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id
        LEFT JOIN performance_schema.session_connect_attrs a
          ON a.processlist_id = t.processlist_id AND a.attr_name = 'program_name'
        LEFT JOIN performance_schema.events_transactions_current x
          ON x.thread_id = t.thread_id AND x.state = 'ACTIVE'
       WHERE l.lock_status = 'GRANTED' AND t.processlist_id <> CONNECTION_ID()
      """;

  private static final String OLDEST_FIRST =
      " ORDER BY x.timer_wait DESC, t.processlist_id LIMIT 3";

  /** What the holder of a user's lock waits for; a schema change waits for nothing but these. */
  private static final String OF_STEP =
      SESSION
          + """
          AND l.object_type IN ('TABLE', 'SCHEMA', 'GLOBAL', 'COMMIT', 'BACKUP LOCK')
          AND EXISTS (
              SELECT 1
                FROM performance_schema.metadata_locks own
                JOIN performance_schema.metadata_locks waiting
                  ON waiting.owner_thread_id = own.owner_thread_id
               WHERE own.object_type = 'USER LEVEL LOCK' AND own.object_name = ?
                 AND own.lock_status = 'GRANTED' AND waiting.lock_status = 'PENDING'
                 AND waiting.owner_thread_id <> l.owner_thread_id
                 AND waiting.object_type = l.object_type
                 AND waiting.object_schema <=> l.object_schema
                 AND waiting.object_name <=> l.object_name)
          """
          + OLDEST_FIRST;

  private Blockers() {}

  /** Who uses one of the tables, the oldest transaction first; at most three. */
  static String onTables(Db db, List<TableName> tables) throws SQLException {
    String any =
        String.join(
            " OR ",
            Collections.nCopies(tables.size(), "(l.object_schema = ? AND l.object_name = ?)"));
    var names = new ArrayList<Object>();
    for (TableName table : tables) {
      names.add(table.schema());
      names.add(table.table());
    }
    try {
      var sessions =
          db.list(
              row -> row.getString(3),
              SESSION + " AND l.object_type = 'TABLE' AND (" + any + ")" + OLDEST_FIRST,
              names.toArray());
      return sessions.isEmpty() ? "who was in the way is gone already" : said(sessions);
    } catch (SQLException e) {
      return notShown(e);
    }
  }

  /** Who keeps the session waiting that holds a user's lock; empty when nobody does. */
  static Optional<String> ofStep(Db db, String lockName) throws SQLException {
    try {
      var sessions = db.list(row -> row.getString(3), OF_STEP, lockName);
      return sessions.isEmpty() ? Optional.empty() : Optional.of(said(sessions));
    } catch (SQLException e) {
      notShown(e);
      return Optional.empty();
    }
  }

  private static String said(List<String> sessions) {
    return "in the way: " + String.join("; ", sessions);
  }

  /**
   * @throws SQLException the same, when it is for another reason
   */
  static String notShown(SQLException e) throws SQLException {
    if (!NOT_SHOWN.contains(e.getErrorCode())) {
      throw e;
    }
    return "who is in the way is told to those who may SELECT from performance_schema";
  }
}
