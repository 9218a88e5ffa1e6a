package dev.infill.common.jdbc.mysql;

import dev.infill.common.mysql.MarksTable;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.Signals;
import dev.infill.common.spec.PaceSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Asks what the server feels. A signal that the user may not see is empty, not zero. */
final class Probe {
  /** Sessions with a statement, but those that send the log to replicas. */
  private static final String ACTIVE =
      """
      SELECT COUNT(*)
        FROM performance_schema.threads t
        LEFT JOIN performance_schema.session_connect_attrs a
          ON a.processlist_id = t.processlist_id AND a.attr_name = 'program_name'
       WHERE t.type = 'FOREGROUND' AND t.processlist_id <> CONNECTION_ID()
         AND t.processlist_command NOT IN ('Sleep', 'Daemon', 'Binlog Dump', 'Binlog Dump GTID')
         AND COALESCE(a.attr_value, '') NOT LIKE 'infill %'
      """;

  /** For rows and for tables. */
  private static final String WAITING =
      """
      SELECT (SELECT COUNT(DISTINCT owner_thread_id) FROM performance_schema.metadata_locks
               WHERE lock_status = 'PENDING')
             + (SELECT variable_value FROM performance_schema.global_status
                 WHERE variable_name = 'Innodb_row_lock_current_waits')
      """;

  /** How long the operator's query may take. */
  private static final Duration QUERY_LIMIT = Duration.ofSeconds(1);

  private final Db db;
  private final PlannedShard shard;
  private final PaceSpec pace;
  private final LogBytes log;
  private final ReplicaLag replicas;
  private final SemiSync semiSync;

  Probe(Db db, PlannedShard shard, LogBytes log, ReplicaLag replicas, SemiSync semiSync) {
    this.db = db;
    this.shard = shard;
    this.pace = shard.spec().limits().pace();
    this.log = log;
    this.replicas = replicas;
    this.semiSync = semiSync;
  }

  /**
   * The server keeps its log for as long as it is told, and no longer for the sake of a capture; it
   * has no autovacuum either.
   */
  Signals signals() throws SQLException, ShardFailure {
    return new Signals(
        heard(pace.replicaLag(), () -> replicas.now(db)),
        heard(pace.commitLatency(), () -> Optional.of(commit(db, shard))),
        heard(pace.activeSessions(), () -> db.first(row -> row.getInt(1), ACTIVE)),
        heard(pace.lockWaiters(), () -> db.first(row -> row.getInt(1), WAITING)),
        heard(pace.walRate(), () -> Optional.of(log.written(db))),
        Optional.empty(),
        Optional.empty(),
        heard(pace.query(), () -> Optional.of(number(db, pace.query().orElseThrow()))),
        Optional.empty(),
        Optional.of(
            new Signals.OnMySql(
                heard(pace.historyLength(), () -> InnoDb.historyLength(db)),
                heard(pace.redoLog(), () -> InnoDb.redoLog(db)),
                heard(pace.semiSyncWait(), () -> Optional.of(semiSync.waited(db))))));
  }

  /**
   * The number that the operator's query gives. Writes nothing, whatever it says, and does not take
   * long.
   *
   * @throws SQLException also when it gives none
   */
  static double number(Db db, PaceSpec.Query query) throws SQLException {
    db.execute("START TRANSACTION READ ONLY");
    try {
      db.execute("SET SESSION max_execution_time = " + QUERY_LIMIT.toMillis());
      return db.first(
              row -> {
                double value = row.getDouble(1);
                if (row.wasNull()) {
                  throw new SQLException("the query gives NULL", "22004");
                }
                return value;
              },
              "SELECT (" + query.sql() + ") + 0e0")
          .orElseThrow();
    } finally {
      if (!db.connection().isClosed()) {
        db.execute("ROLLBACK");
        db.execute("SET SESSION max_execution_time = 0");
      }
    }
  }

  /** How long a commit takes that writes next to nothing: another content, or there is no write. */
  static Duration commit(Db db, PlannedShard shard) throws SQLException {
    var marks = CaptureSetup.marks(shard);
    long before = System.nanoTime();
    String content = shard.id() + "|" + before;
    db.ask(MarksTable.put(marks), MarksTable.Kind.MOVE.name(), content, content);
    return Duration.ofNanos(System.nanoTime() - before);
  }

  private interface Signal<T> {
    Optional<T> read() throws SQLException, ShardFailure;
  }

  /**
   * Empty when it is not asked for, or when the server refuses this one signal; a lost connection
   * is a failure of all.
   */
  private <T> Optional<T> heard(Optional<?> wanted, Signal<T> signal)
      throws SQLException, ShardFailure {
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
