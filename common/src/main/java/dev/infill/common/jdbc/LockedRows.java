package dev.infill.common.jdbc;

import dev.infill.common.dialect.RowStatements.LockedFirst;
import dev.infill.common.dialect.Sql;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.RowStore.Filled;
import dev.infill.common.shard.ShardFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes rows in two steps of one transaction: locks those that differ and are free, and writes
 * what it was told is locked.
 */
final class LockedRows {
  private final ShardPools pools;
  private final ShardAddress shard;
  private final LockedFirst statements;
  private final Failures failures;
  private final String where;

  /**
   * @param where names the table, for people
   */
  LockedRows(
      ShardPools pools,
      ShardAddress shard,
      LockedFirst statements,
      Failures failures,
      String where) {
    this.pools = pools;
    this.shard = shard;
    this.statements = statements;
    this.failures = failures;
    this.where = where;
  }

  /** Around what somebody has locked. */
  Filled fill(KeyRange chunk, int parts) throws ShardFailure {
    return together(
        connection -> {
          var locked = new ArrayList<Key>();
          try (var statement = Binding.of(chunk).run(connection, statements.lockRange(chunk));
              var result = statement.getResultSet()) {
            while (result.next()) {
              locked.add(Binding.key(result, 1, parts));
            }
          }
          long written = 0;
          for (int from = 0; from < locked.size(); from += JdbcRowStore.MOST_ROWS) {
            var some = locked.subList(from, Math.min(locked.size(), from + JdbcRowStore.MOST_ROWS));
            try (var statement = run(connection, statements.write(some.size()), some)) {
              written += updated(statement);
            }
          }
          try (var statement = Binding.of(chunk).run(connection, statements.differing(chunk));
              var result = statement.getResultSet()) {
            result.next();
            return new Filled(written, result.getLong(1));
          }
        });
  }

  /**
   * Writes single rows.
   *
   * @param aroundLocked whether what somebody has locked is left alone, or fails all
   * @param facts takes what is told of them
   */
  void write(List<Key> wanted, boolean aroundLocked, RowFacts facts) throws ShardFailure {
    together(
        connection -> {
          List<Key> locked;
          try (var statement = run(connection, statements.lockRows(aroundLocked), wanted);
              var result = statement.getResultSet()) {
            locked = facts.addLocked(wanted, result);
          }
          if (!locked.isEmpty()) {
            try (var statement = run(connection, statements.write(locked.size()), locked)) {
              facts.addAll(locked, statement);
            }
          }
          return locked.size();
        });
  }

  private static PreparedStatement run(Connection connection, Sql sql, List<Key> rows)
      throws SQLException {
    return Binding.of(rows).run(connection, sql);
  }

  private static long updated(PreparedStatement statement) throws SQLException {
    long updated = 0;
    do {
      updated += Math.max(0, statement.getUpdateCount());
    } while (statement.getMoreResults() || statement.getUpdateCount() != -1);
    return updated;
  }

  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Whoever leaves before the commit leaves it to the pool to roll back. */
  private <T> T together(Work<T> work) throws ShardFailure {
    try (var session = pools.borrow(shard)) {
      var connection = session.connection();
      connection.setAutoCommit(false);
      T done = work.run(connection);
      connection.commit();
      return done;
    } catch (SQLException e) {
      throw failures.of(e, true, "can't write rows of " + where);
    }
  }
}
