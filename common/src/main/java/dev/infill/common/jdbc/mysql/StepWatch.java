package dev.infill.common.jdbc.mysql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;

/** What the step that is being taken does now, as far as the server tells. */
final class StepWatch {
  /**
   * By fives, so that it is not told anew each second. The statements are our own and hold no
   * value, and only what kind they are is told.
   */
  private static final String DOING =
      """
      SELECT CONCAT(
               CASE
                 WHEN t.processlist_info REGEXP ' ADD (UNIQUE )?INDEX ' THEN 'builds the index'
                 WHEN t.processlist_info LIKE '% NOT NULL, ALGORITHM=%' THEN 'rebuilds the table'
                 WHEN t.processlist_info LIKE 'ALTER TABLE % CHECK %' THEN 'copies the table'
                 WHEN t.processlist_info LIKE 'ALTER TABLE % DROP COLUMN %' THEN 'drops the columns'
                 WHEN t.processlist_info LIKE 'SELECT COUNT(*) OVER ()%' THEN 'looks for rows that stand against it'
               END,
               COALESCE(CONCAT(': ', SUBSTRING_INDEX(s.event_name, '/', -1)), ''),
               CASE
                 WHEN s.work_estimated > 0 THEN
                   CONCAT(', ', LEAST(100, 100 * s.work_completed DIV s.work_estimated) DIV 5 * 5, '%')
                 ELSE '' END)
        FROM performance_schema.metadata_locks l
        JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id
        LEFT JOIN performance_schema.events_stages_current s
          ON s.thread_id = t.thread_id AND s.event_name LIKE 'stage/innodb/alter%'
       WHERE l.object_type = 'USER LEVEL LOCK' AND l.object_name = ? AND l.lock_status = 'GRANTED'
      """;

  private StepWatch() {}

  /** What the session that holds a user's lock does, and who blocks it; empty for neither. */
  static Optional<String> ofStep(Db db, String lockName) throws SQLException {
    var said = new ArrayList<String>();
    try {
      db.texts(DOING, lockName).stream().filter(text -> text != null).forEach(said::add);
    } catch (SQLException e) {
      Blockers.notShown(e);
      return Optional.empty();
    }
    Blockers.ofStep(db, lockName).ifPresent(who -> said.add("it waits; " + who));
    return said.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", said));
  }
}
