package dev.infill.common.jdbc.postgres;

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
      SELECT CASE
               WHEN p.pid IS NOT NULL THEN
                 format('%s the index %s of %s: %s',
                   CASE WHEN p.command LIKE 'REINDEX%' THEN 'rebuilds' ELSE 'builds' END,
                   coalesce(nullif(p.index_relid, '0'::oid)::regclass::text, ''), p.relid::regclass, p.phase)
                 || CASE
                      WHEN p.blocks_total > 0 THEN
                        format(', %s%%', 100 * p.blocks_done / p.blocks_total / 5 * 5)
                      WHEN p.tuples_total > 0 THEN
                        format(', %s%%', least(100, 100 * p.tuples_done / p.tuples_total) / 5 * 5)
                      WHEN p.lockers_total > 0 THEN
                        format(', %s of %s transactions have ended', p.lockers_done, p.lockers_total)
                      ELSE '' END
               WHEN a.query LIKE 'ALTER TABLE % VALIDATE CONSTRAINT %' THEN
                 'validates the constraint, beside the writers'
               WHEN a.query LIKE 'SELECT count(*) OVER ()%' THEN
                 'looks for rows that stand against it'
             END
        FROM pg_locks l
        JOIN pg_stat_activity a ON a.pid = l.pid AND a.state = 'active'
        LEFT JOIN pg_stat_progress_create_index p ON p.pid = a.pid
       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND (l.classid::bigint << 32) | l.objid::bigint = hashtextextended(?, 0)
      """;

  private StepWatch() {}

  /** What the session that holds an advisory lock does, and who blocks it; empty for neither. */
  static Optional<String> ofStep(Db db, String lockName) throws SQLException {
    var said = new ArrayList<String>();
    db.texts(DOING, lockName).stream().filter(text -> text != null).forEach(said::add);
    Blockers.ofStep(db, lockName).ifPresent(who -> said.add("it waits; " + who));
    return said.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", said));
  }
}
