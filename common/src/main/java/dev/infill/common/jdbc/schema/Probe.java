package dev.infill.common.jdbc.schema;

import dev.infill.common.jdbc.schema.ObjectNames.Kind;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Signals;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Asks what the server feels. A signal that the role may not see is empty, not zero. */
final class Probe {
  /**
   * By the replicas' own account; one that reports none yet is behind by nothing that it knows of.
   * Our own capture is a logical one, and no replica.
   */
  private static final String REPLICA_LAG =
      """
      SELECT (extract(epoch FROM coalesce(max(replay_lag), '0'::interval)) * 1000)::bigint,
             count(*) FILTER (WHERE state IS NULL)
        FROM pg_stat_replication r
       WHERE NOT EXISTS (SELECT FROM pg_replication_slots s
                          WHERE s.active_pid = r.pid AND s.slot_type = 'logical')
      """;

  private static final String SLOT_BYTES =
      """
      SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0)::bigint
        FROM pg_replication_slots WHERE slot_name = ?
      """;

  private static final String ACTIVE =
      """
      SELECT count(*)::int FROM pg_stat_activity
       WHERE state = 'active' AND backend_type = 'client backend'
         AND application_name NOT LIKE 'infill %' AND pid <> pg_backend_pid()
         AND datname = current_database()
      HAVING pg_has_role('pg_read_all_stats', 'USAGE')
      """;

  private static final String WAITING =
      """
      SELECT count(DISTINCT pid)::int FROM pg_locks WHERE NOT granted
      """;

  private Probe() {}

  static Signals signals(Db db, PlannedShard shard) throws SQLException {
    return new Signals(
        heard(db, () -> replicaLag(db)),
        heard(
            db,
            () ->
                db.first(row -> row.getLong(1), SLOT_BYTES, ObjectNames.of(Kind.SLOT, shard.id()))),
        heard(db, () -> db.first(row -> row.getInt(1), ACTIVE)),
        heard(db, () -> db.first(row -> row.getInt(1), WAITING)),
        heard(db, () -> Optional.of(commitLatency(db))));
  }

  private static Optional<Duration> replicaLag(Db db) throws SQLException {
    return db.list(
            row ->
                row.getInt(2) > 0
                    ? Optional.<Duration>empty()
                    : Optional.of(Duration.ofMillis(row.getLong(1))),
            REPLICA_LAG)
        .getFirst();
  }

  private static Duration commitLatency(Db db) throws SQLException {
    long before = System.nanoTime();
    db.ask("SELECT pg_logical_emit_message(true, 'infill.own', '')");
    return Duration.ofNanos(System.nanoTime() - before);
  }

  private interface Signal<T> {
    Optional<T> read() throws SQLException;
  }

  /** Empty when the server refuses this one signal; a lost connection is a failure of all. */
  private static <T> Optional<T> heard(Db db, Signal<T> signal) throws SQLException {
    try {
      return signal.read();
    } catch (SQLException e) {
      if (db.connection().isClosed()) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
