package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Failures;
import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.TableName;
import dev.infill.common.model.UniqueName;
import dev.infill.common.mysql.MySqlDialect;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.ColumnSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Runs steps, each on a connection of its own, and says what their failures mean. */
class Steps {
  static final Failures FAILURES = new Failures(new MySqlDialect());

  /** A user's lock has a name of at most so many characters. */
  private static final int LOCK_NAME = 64;

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

  /** The same with an answer. The server lets go of the lock when the connection ends. */
  <T> T answer(PlannedShard shard, String doing, Work<T> work) throws ShardFailure {
    String what = doing + " on shard " + shard.shard().id();
    try (var connection = connections.open(shard.shard(), SessionKind.SCHEMA)) {
      var db = new Db(connection);
      connections.refuseOldPrimary(shard.shard(), connection);
      db.lockTimeout(shard.spec().limits().lockTimeout());
      hold(db, shard);
      long session = Long.parseLong(db.text("SELECT CONNECTION_ID()"));
      try {
        return work.on(db);
      } catch (SQLException e) {
        if (Thread.currentThread().isInterrupted()) {
          end(shard.shard(), session, e);
        }
        throw said(db, e, shard, what);
      } finally {
        if (!connection.isClosed()) {
          db.execute("DO RELEASE_ALL_LOCKS()");
        }
      }
    } catch (SQLException e) {
      throw FAILURES.ofSchema(e, true, what);
    }
  }

  /**
   * Nobody wants the step any longer: what was interrupted here goes on at the server, which sees a
   * closed connection only when it has something to say.
   */
  private void end(ShardAddress shard, long session, SQLException cause) {
    boolean interrupted = Thread.interrupted();
    try (var connection = connections.open(shard, SessionKind.SCHEMA)) {
      new Db(connection).execute("KILL " + session);
    } catch (SQLException | ShardFailure e) {
      cause.addSuppressed(e); // it has ended by itself, or goes on until it is done
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Names the lock that whoever takes a step of the migration holds. */
  static String lockName(PlannedShard shard) {
    // The server's locks are those of all its databases.
    String id = shard.id() + " " + shard.spec().table().schema();
    return UniqueName.of("infill_", shard.id().toString(), id, LOCK_NAME);
  }

  private static void hold(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    if (!db.holds("SELECT GET_LOCK(?, 0)", lockName(shard))) {
      throw new ShardFailure(
          FailureKind.TRANSIENT,
          "infill.busy",
          "another coordinator is at " + shard.id() + " now; it holds the migration's lock");
    }
  }

  private static ShardFailure said(Db db, SQLException e, PlannedShard shard, String what)
      throws SQLException {
    var failure = FAILURES.ofSchema(e, true, what);
    return failure.lockNotFree() && !db.connection().isClosed()
        ? new ShardFailure(
            FailureKind.TRANSIENT,
            failure.code(),
            what
                + ": a lock on the table was not free within "
                + db.text("SELECT @@SESSION.lock_wait_timeout")
                + " s; "
                + Blockers.onTables(db, tables(shard)))
        : failure;
  }

  /** Those that a step may lock. */
  private static List<TableName> tables(PlannedShard shard) {
    var tables = new ArrayList<TableName>();
    tables.add(shard.spec().table());
    for (ColumnSpec column : shard.spec().columns()) {
      column.constraints().references().ifPresent(references -> tables.add(references.table()));
    }
    return tables;
  }
}
