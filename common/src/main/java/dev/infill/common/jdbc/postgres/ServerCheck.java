package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import java.sql.SQLException;

/** Whether the server can be captured from, and the role may ask for it. */
final class ServerCheck {
  /** The first whose pgoutput tells messages, by which barriers and our own writes are known. */
  private static final int OLDEST = 14;

  private static final int NEWEST = 18;
  private static final int FIRST_WITH_ORIGIN_FILTER = 16;

  private ServerCheck() {}

  static void look(Db db, Findings findings) throws SQLException {
    version(db, findings);
    if (db.holds("SELECT pg_is_in_recovery()")) {
      findings.error(
          "standby", "The server is a standby and can't be written to.", "Name the primary's URL.");
      return;
    }
    wal(db, findings);
    role(db, findings);
    longTransactions(db, findings);
  }

  private static void version(Db db, Findings findings) throws SQLException {
    int version = db.version();
    if (version < OLDEST) {
      findings.error(
          "server-version",
          "The server is PostgreSQL %d; %d to %d are supported.".formatted(version, OLDEST, NEWEST),
          "Upgrade the server.");
    } else if (version > NEWEST) {
      findings.warning(
          "server-version-untried",
          "The server is PostgreSQL %d; up to %d were tried.".formatted(version, NEWEST),
          "Try the migration on a copy first.");
    }
  }

  private static void wal(Db db, Findings findings) throws SQLException {
    String level = db.text("SHOW wal_level");
    if (!level.equals("logical")) {
      findings.error(
          "wal-level",
          "The server's wal_level is %s, and change capture needs logical.".formatted(level),
          "ALTER SYSTEM SET wal_level = logical, and restart the server.");
    }
    if (db.holds(
        """
        SELECT (SELECT count(*) FROM pg_replication_slots)
               >= current_setting('max_replication_slots')::int
        """)) {
      findings.error(
          "no-free-slot",
          "All %s replication slots of the server are taken."
              .formatted(db.text("SHOW max_replication_slots")),
          "Drop one that nobody needs, or raise max_replication_slots and restart the server.");
    }
    if (db.holds(
        """
        SELECT (SELECT count(*) FROM pg_stat_replication)
               >= current_setting('max_wal_senders')::int
        """)) {
      findings.error(
          "no-free-walsender",
          "All %s replication connections of the server are taken."
              .formatted(db.text("SHOW max_wal_senders")),
          "Raise max_wal_senders and restart the server.");
    }
  }

  private static void role(Db db, Findings findings) throws SQLException {
    String user = db.text("SELECT current_user");
    // Managed services give the right by membership in a role of their own.
    if (!db.holds("SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user")
        && !db.holds(
            """
            SELECT bool_or(pg_has_role(oid, 'MEMBER')) FROM pg_roles
             WHERE rolname IN ('rds_replication', 'rds_superuser')
            """)) {
      findings.error(
          "no-replication-privilege",
          "The role %s may not replicate.".formatted(user),
          "ALTER ROLE %s REPLICATION".formatted(user));
    }
    if (!db.holds("SELECT has_database_privilege(current_database(), 'CREATE')")) {
      findings.error(
          "no-create-privilege",
          "The role %s may not create a publication in this database.".formatted(user),
          "GRANT CREATE ON DATABASE %s TO %s"
              .formatted(db.text("SELECT current_database()"), user));
    }
    if (!db.holds("SELECT pg_has_role('pg_read_all_stats', 'USAGE')")) {
      findings.warning(
          "no-monitor-privilege",
          "The role %s does not see what other sessions do. A pace signal that can't be read counts as"
                  .formatted(user)
              + " bad, so nothing is filled.",
          "GRANT pg_monitor TO %s; or switch off activeSessions, replicaLag and autovacuum (ignore)"
                  .formatted(user)
              + " under limits.pace.");
    }
  }

  private static void longTransactions(Db db, Findings findings) throws SQLException {
    long open =
        Long.parseLong(
                db.text(
                    """
                SELECT count(*) FROM pg_stat_activity
                 WHERE xact_start < clock_timestamp() - interval '1 minute'
                   AND (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL)
                   AND backend_type = 'client backend'
                """))
            + Long.parseLong(db.text("SELECT count(*) FROM pg_prepared_xacts"));
    if (open > 0) {
      findings.warning(
          "long-transactions",
          "%d transactions are open for longer than a minute, or prepared. The capture and the"
                  .formatted(open)
              + " indexes wait for such, and dead rows stay while they last.",
          "End them, or start when they are done.");
    }
  }

  /** Whether what our sessions write can be kept out of the change stream by its origin. */
  static boolean originFilter(Db db) throws SQLException {
    return db.version() >= FIRST_WITH_ORIGIN_FILTER
        && db.holds(
            """
            SELECT bool_and(has_function_privilege(oid, 'EXECUTE')) FROM pg_proc
             WHERE proname IN ('pg_replication_origin_create',
                               'pg_replication_origin_session_setup')
            """);
  }
}
