package dev.infill.common.jdbc.postgres;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.Signals.DeadRows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A VACUUM of our own, as gentle as autovacuum's: it sleeps on the way, does not cut off the
 * table's end, for which it would lock readers out, and goes when anybody waits for it.
 */
final class OwnVacuum {
  /**
   * Twice as many as autovacuum acts on, by the server's settings and the table's own. Not where
   * somebody vacuums already.
   */
  private static final String DEAD_ROWS =
      """
      WITH parts AS (
        SELECT ?::regclass AS relid UNION SELECT relid FROM pg_partition_tree(?::regclass)),
      looked AS (
        SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name,
               pg_stat_get_dead_tuples(c.oid) AS dead,
               coalesce(max(o.option_value) FILTER (
                          WHERE o.option_name = 'autovacuum_vacuum_threshold'),
                        current_setting('autovacuum_vacuum_threshold'))::double precision
               + coalesce(max(o.option_value) FILTER (
                            WHERE o.option_name = 'autovacuum_vacuum_scale_factor'),
                          current_setting('autovacuum_vacuum_scale_factor'))::double precision
                 * greatest(c.reltuples, 0) AS threshold,
               coalesce(max(o.option_value) FILTER (
                          WHERE o.option_name = 'autovacuum_vacuum_max_threshold'),
                        current_setting('autovacuum_vacuum_max_threshold', true),
                        '-1')::double precision AS most
          FROM pg_class c
          JOIN parts ON parts.relid = c.oid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN LATERAL pg_options_to_table(c.reloptions) o ON true
         WHERE c.relkind = 'r'
         GROUP BY c.oid, n.nspname, c.relname, c.reltuples),
      limited AS (
        SELECT oid, name, dead,
               2 * (CASE WHEN most >= 0 THEN least(threshold, most) ELSE threshold END)::bigint
                 AS most
          FROM looked)
      SELECT name, dead, most FROM limited
       WHERE dead > most
         AND NOT EXISTS (SELECT FROM pg_stat_progress_vacuum v WHERE v.relid = limited.oid)
       ORDER BY dead - most DESC LIMIT 1
      """;

  private static final String WAITED_FOR =
      "SELECT EXISTS (SELECT FROM pg_locks"
          + " WHERE NOT granted AND ?::int = ANY (pg_blocking_pids(pid)))";

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Db db;
  private final Db watch;
  private final Duration lockTimeout;

  /**
   * @param db vacuums
   * @param watch looks meanwhile whether anybody waits
   */
  OwnVacuum(Db db, Db watch, Duration lockTimeout) {
    this.db = db;
    this.watch = watch;
    this.lockTimeout = lockTimeout;
  }

  /**
   * The table or partition that needs it most.
   *
   * @param table its quoted name
   */
  static Optional<DeadRows> deadRows(Db db, String table) throws SQLException {
    return db.first(
        row -> new DeadRows(row.getString(1), row.getLong(2), row.getLong(3)),
        DEAD_ROWS,
        table,
        table);
  }

  void run(String relation) throws SQLException, ShardFailure {
    db.lockTimeout(lockTimeout);
    // What autovacuum sleeps; a manual one does not by itself.
    db.execute("SET vacuum_cost_delay = '2ms'");
    String pid = db.text("SELECT pg_backend_pid()::text");
    var vacuum =
        new FutureTask<Boolean>(
            () -> {
              db.execute("VACUUM (TRUNCATE false, PARALLEL 0) " + relation);
              return true;
            });
    Thread.ofVirtual().name("vacuum").start(vacuum);
    await(vacuum, pid, relation);
  }

  private void await(FutureTask<Boolean> vacuum, String pid, String relation)
      throws SQLException, ShardFailure {
    Optional<String> givenUp = Optional.empty();
    while (true) {
      try {
        vacuum.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        if (givenUp.isEmpty() && watch.holds(WAITED_FOR, pid)) {
          givenUp = Optional.of("somebody waited for its lock");
          watch.ask("SELECT pg_cancel_backend(?::int)", pid);
        }
      } catch (InterruptedException e) {
        givenUp = Optional.of("it is not wanted any more");
        watch.ask("SELECT pg_cancel_backend(?::int)", pid);
      } catch (ExecutionException e) {
        throw ended(e, givenUp, relation);
      }
    }
  }

  private static ShardFailure ended(ExecutionException e, Optional<String> givenUp, String relation)
      throws SQLException {
    if (givenUp.isPresent()) {
      return new ShardFailure(
          FailureKind.TRANSIENT,
          "infill.vacuum-given-up",
          "the VACUUM of " + relation + " was given up: " + givenUp.get());
    }
    if (e.getCause() instanceof SQLException sql) {
      throw sql;
    }
    throw new IllegalStateException(e.getCause());
  }
}
