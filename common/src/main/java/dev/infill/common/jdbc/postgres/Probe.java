package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.postgres.ObjectNames.Kind;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.Signals;
import dev.infill.common.spec.LimitsSpec.Vacuum;
import dev.infill.common.spec.PaceSpec;
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

  /** Anti-wraparound too. A manual VACUUM, ours as well, is somebody's own doing. */
  private static final String AUTOVACUUM =
      """
      WITH parts AS (
        SELECT ?::regclass AS relid UNION SELECT relid FROM pg_partition_tree(?::regclass))
      SELECT EXISTS (
        SELECT FROM pg_stat_progress_vacuum v JOIN pg_stat_activity a USING (pid)
         WHERE a.backend_type = 'autovacuum worker'
           AND v.relid IN (SELECT relid FROM parts UNION ALL
                           SELECT reltoastrelid FROM pg_class JOIN parts ON relid = oid))
      HAVING pg_has_role('pg_read_all_stats', 'USAGE')
      """;

  private static final String WAL_BYTES =
      "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint";

  /** How long the operator's query may take. */
  private static final Duration QUERY_LIMIT = Duration.ofSeconds(1);

  private final Db db;
  private final PlannedShard shard;
  private final PaceSpec pace;

  private Probe(Db db, PlannedShard shard) {
    this.db = db;
    this.shard = shard;
    this.pace = shard.spec().limits().pace();
  }

  static Signals signals(Db db, PlannedShard shard) throws SQLException {
    return new Probe(db, shard).signals();
  }

  private Signals signals() throws SQLException {
    String table = Quoting.table(shard.spec().table());
    return new Signals(
        heard(pace.replicaLag(), this::replicaLag),
        heard(pace.commitLatency(), this::commitLatency),
        heard(pace.activeSessions(), () -> db.first(row -> row.getInt(1), ACTIVE)),
        heard(pace.lockWaiters(), () -> db.first(row -> row.getInt(1), WAITING)),
        heard(pace.walRate(), () -> db.first(row -> row.getLong(1), WAL_BYTES)),
        heard(pace.slotBytes(), () -> Optional.of(retainedLog(db, shard))),
        heard(
            Optional.of(pace.autovacuum()).filter(a -> a != PaceSpec.Autovacuum.IGNORE),
            () -> db.first(row -> row.getBoolean(1), AUTOVACUUM, table, table)),
        heard(pace.query(), () -> Optional.of(number(db, pace.query().orElseThrow()))),
        heard(
            Optional.of(shard.spec().limits().vacuum()).filter(v -> v == Vacuum.AUTO),
            () -> OwnVacuum.deadRows(db, table)));
  }

  /** Bytes of WAL that the server keeps for the slot; 0 where there is none. */
  static long retainedLog(Db db, PlannedShard shard) throws SQLException {
    return db.first(row -> row.getLong(1), SLOT_BYTES, ObjectNames.of(Kind.SLOT, shard.id()))
        .orElseThrow();
  }

  /**
   * The number that the operator's query gives. Writes nothing, whatever it says, and does not take
   * long.
   *
   * @throws SQLException also when it gives none
   */
  static double number(Db db, PaceSpec.Query query) throws SQLException {
    db.execute("BEGIN READ ONLY");
    try {
      db.execute("SET LOCAL statement_timeout = " + QUERY_LIMIT.toMillis());
      return db.first(
              row -> {
                double value = row.getDouble(1);
                if (row.wasNull()) {
                  throw new SQLException("the query gives NULL", "22004");
                }
                return value;
              },
              "SELECT (" + Quoting.forDriver(query.sql()) + ")::double precision")
          .orElseThrow();
    } finally {
      if (!db.connection().isClosed()) {
        db.execute("ROLLBACK");
      }
    }
  }

  private Optional<Duration> replicaLag() throws SQLException {
    return db.list(
            row ->
                row.getInt(2) > 0
                    ? Optional.<Duration>empty()
                    : Optional.of(Duration.ofMillis(row.getLong(1))),
            REPLICA_LAG)
        .getFirst();
  }

  private Optional<Duration> commitLatency() throws SQLException {
    return Optional.of(commit(db));
  }

  /** How long a commit takes that writes next to nothing. */
  static Duration commit(Db db) throws SQLException {
    long before = System.nanoTime();
    db.ask("SELECT pg_logical_emit_message(true, 'infill.own', '')");
    return Duration.ofNanos(System.nanoTime() - before);
  }

  private interface Signal<T> {
    Optional<T> read() throws SQLException;
  }

  /**
   * Empty when it is not asked for, or when the server refuses this one signal; a lost connection
   * is a failure of all.
   */
  private <T> Optional<T> heard(Optional<?> wanted, Signal<T> signal) throws SQLException {
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
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
