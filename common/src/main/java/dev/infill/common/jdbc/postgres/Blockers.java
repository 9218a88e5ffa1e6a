package dev.infill.common.jdbc.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Who stands in the way. Tells sessions by what they call themselves, never by their queries. */
final class Blockers {
  private static final String SESSION =
      """
      format('pid %s (application %s, user %s, %s, transaction open for %s)',
             a.pid, coalesce(nullif(a.application_name, ''), 'without name'),
             coalesce(a.usename, 'unknown'), coalesce(a.state, 'state not shown'),
             coalesce(date_trunc('second', clock_timestamp() - a.xact_start)::text, 'a time not shown'))
      """;

  private static final String ON_TABLE =
      TableTree.WITH_TREES
          + """
      SELECT DISTINCT ON (a.xact_start, a.pid) %s
        FROM pg_locks l
        JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'relation' AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND l.relation IN (SELECT oid FROM tree)
         AND l.pid <> pg_backend_pid()
       ORDER BY a.xact_start, a.pid
       LIMIT 3
      """
              .formatted(SESSION);

  private static final String WRITING =
      """
      (SELECT %s
         FROM pg_stat_activity a
        WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_backend_pid()
        ORDER BY a.xact_start
        LIMIT 3)
      UNION ALL
      SELECT format('prepared transaction %%s of user %%s', gid, owner) FROM pg_prepared_xacts
      """
          .formatted(SESSION);

  private static final String OF_STEP =
      """
      SELECT DISTINCT ON (a.xact_start, a.pid) %s
        FROM pg_locks l, unnest(pg_blocking_pids(l.pid)) AS blocking
        JOIN pg_stat_activity a ON a.pid = blocking
       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND (l.classid::bigint << 32) | l.objid::bigint = hashtextextended(?, 0)
       ORDER BY a.xact_start, a.pid
       LIMIT 3
      """
          .formatted(SESSION);

  private Blockers() {}

  /** Who blocks the session that holds an advisory lock; empty when nobody does. */
  static Optional<String> ofStep(Db db, String lockName) throws SQLException {
    List<String> sessions = db.texts(OF_STEP, lockName);
    return sessions.isEmpty() ? Optional.empty() : Optional.of(said(sessions));
  }

  /**
   * Who holds locks on tables or partitions of theirs, the oldest transaction first; at most three.
   */
  static String onTables(Db db, List<String> quotedTables) throws SQLException {
    var names = db.connection().createArrayOf("text", quotedTables.toArray());
    return said(db.texts(ON_TABLE, names));
  }

  /** Whose transactions have written something and are still open. */
  static String writing(Db db) throws SQLException {
    return said(db.texts(WRITING));
  }

  private static String said(List<String> sessions) {
    return sessions.isEmpty()
        ? "who was in the way is gone already"
        : "in the way: " + String.join("; ", sessions);
  }
}
