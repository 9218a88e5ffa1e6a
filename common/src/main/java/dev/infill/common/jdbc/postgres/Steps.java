package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Failures;
import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.postgres.SqlStates;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.ColumnSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** Runs steps, each on a connection of its own, and says what their failures mean. */
class Steps {
  static final Failures FAILURES = new Failures(new PostgresDialect());

  /** Of our own role; another session that got the number meanwhile does not hold the lock. */
  private static final String END =
      """
      SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE pid = ? AND locktype = 'advisory' AND granted AND objsubid = 1
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND (classid::bigint << 32) | objid::bigint = hashtextextended(?, 0)
      """;

  private final ShardConnections connections;

  Steps(ShardConnections connections) {
    this.connections = connections;
  }

  /** What is done on the connection. */
  interface Work<T> {
    T on(Db db) throws SQLException, ShardFailure;
  }

  /** What is done on the connection, without an answer. */
  interface Change {
    void on(Db db) throws SQLException, ShardFailure;
  }

  /** A connection that outlives a step; the caller closes it. */
  Connection keep(ShardAddress shard, SessionKind kind) throws ShardFailure {
    return connections.open(shard, kind);
  }

  /** Only looks, or writes a mark: nothing that a stale coordinator could do wrong. */
  <T> T look(ShardAddress shard, SessionKind kind, String doing, Work<T> work) throws ShardFailure {
    try (var connection = connections.open(shard, kind)) {
      return work.on(new Db(connection));
    } catch (SQLException e) {
      throw FAILURES.ofSchema(e, false, doing + " on shard " + shard.id());
    }
  }

  /** The same on no server beside which a newer primary answers. */
  <T> T lookAtPrimary(ShardAddress shard, SessionKind kind, String doing, Work<T> work)
      throws ShardFailure {
    return look(
        shard,
        kind,
        doing,
        db -> {
          connections.refuseOldPrimary(shard, db.connection());
          return work.on(db);
        });
  }

  /** Changes something, while no other coordinator does for this migration and shard. */
  void change(PlannedShard shard, String doing, Change change) throws ShardFailure {
    answer(
        shard,
        doing,
        db -> {
          change.on(db);
          return true;
        });
  }

  /** The same with an answer. */
  <T> T answer(PlannedShard shard, String doing, Work<T> work) throws ShardFailure {
    String what = doing + " on shard " + shard.shard().id();
    try (var connection = connections.open(shard.shard(), SessionKind.SCHEMA)) {
      var db = new Db(connection);
      connections.refuseOldPrimary(shard.shard(), connection);
      db.lockTimeout(shard.spec().limits().lockTimeout());
      hold(db, shard);
      int session = connection.unwrap(PGConnection.class).getBackendPID();
      try {
        return work.on(db);
      } catch (SQLException e) {
        if (Thread.currentThread().isInterrupted()) {
          end(shard, session, e);
        }
        throw said(db, e, shard, what);
      } finally {
        letGo(db);
      }
    } catch (SQLException e) {
      throw FAILURES.ofSchema(e, true, what);
    }
  }

  /**
   * Nobody wants the step any longer: what was interrupted here goes on at the server, which looks
   * only now and then whether its client is there, and before PostgreSQL 14 not at all.
   */
  private void end(PlannedShard shard, int session, SQLException cause) {
    boolean interrupted = Thread.interrupted();
    try (var connection = connections.open(shard.shard(), SessionKind.SCHEMA)) {
      new Db(connection).ask(END, session, lockName(shard));
    } catch (SQLException | ShardFailure e) {
      cause.addSuppressed(e); // it has ended by itself, or goes on until it is done
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Names the advisory lock that whoever takes a step of the migration holds. */
  static String lockName(PlannedShard shard) {
    return "infill " + shard.id();
  }

  private static void hold(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    if (!db.holds("SELECT pg_try_advisory_lock(hashtextextended(?, 0))", lockName(shard))) {
      throw new ShardFailure(
          FailureKind.TRANSIENT,
          "infill.busy",
          "another coordinator is at " + shard.id() + " now; it holds the advisory lock");
    }
  }

  /** At once, since the server sees a closed connection only a moment later. */
  private static void letGo(Db db) throws SQLException {
    if (!db.connection().isClosed()) {
      db.execute("SELECT pg_advisory_unlock_all()");
    }
  }

  private static ShardFailure said(Db db, SQLException e, PlannedShard shard, String what)
      throws SQLException {
    var failure = FAILURES.ofSchema(e, true, what);
    return failure.lockNotFree()
        ? new ShardFailure(
            FailureKind.TRANSIENT,
            SqlStates.LOCK_NOT_AVAILABLE,
            what
                + ": a lock on the table was not free within "
                + db.text("SHOW lock_timeout")
                + "; "
                + Blockers.onTables(db, tables(shard)))
        : failure;
  }

  /** Those that a step may lock. */
  private static List<String> tables(PlannedShard shard) {
    var tables = new ArrayList<String>();
    tables.add(Quoting.table(shard.spec().table()));
    for (ColumnSpec column : shard.spec().columns()) {
      column
          .constraints()
          .references()
          .ifPresent(references -> tables.add(Quoting.table(references.table())));
    }
    return tables;
  }
}
