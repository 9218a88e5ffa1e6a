package dev.infill.common.jdbc;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.Sql;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rows over JDBC: each method is one transaction, in one round trip where a statement can do all.
 * The dialect knows the SQL; this does not.
 *
 * <p>While a statement waits for one row's lock it holds those of the rows before it, and the
 * application waits for them; and where both wait in a ring, the server ends whoever looks first
 * after a second. So a lock is waited for no longer than {@link #LONGEST_WAIT}, whatever is asked:
 * there is always the statement that goes around locked rows.
 */
final class JdbcRowStore implements RowStore {
  static final int MOST_ROWS = 1_000;
  private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

  /**
   * Also in a session whose origin keeps its writes out of the change stream: should they come back
   * all the same, the capture knows them.
   */
  static final boolean MARKED = true;

  private final ShardPools pools;
  private final ShardAddress shard;
  private final ColumnFill fill;
  private final RowStatements statements;
  private final Optional<LockedRows> lockedFirst;
  private final Failures failures;
  private final int parts;

  JdbcRowStore(ShardPools pools, ShardAddress shard, ColumnFill fill, Dialect dialect) {
    this.pools = pools;
    this.shard = shard;
    this.fill = fill;
    this.statements = dialect.rows(fill);
    this.failures = new Failures(dialect);
    this.parts = fill.key().size();
    this.lockedFirst =
        statements
            .lockedFirst()
            .map(first -> new LockedRows(pools, shard, first, failures, where()));
  }

  /** A full chunk's end is found without looking at a row; only a range's last one is counted. */
  @Override
  public ChunkEnd chunkEnd(KeyRange range, int rows) throws ShardFailure {
    var full = end(statements.rangeEnd(range), range, rows, result -> rows);
    return full.last().isPresent()
        ? full
        : end(statements.chunkEnd(range), range, rows, result -> result.getInt(parts + 1));
  }

  private ChunkEnd end(Sql sql, KeyRange range, int rows, Reader<ResultSet, Integer> counted)
      throws ShardFailure {
    return read(
        sql,
        Binding.of(range).limit(rows),
        result ->
            result.next()
                ? new ChunkEnd(Optional.of(Binding.key(result, 1, parts)), counted.read(result))
                : new ChunkEnd(Optional.empty(), 0));
  }

  @Override
  public Filled fill(KeyRange chunk, Duration lockTimeout) throws ShardFailure {
    return write(
        statements.fill(chunk, MARKED),
        Binding.of(chunk).waiting(shorter(lockTimeout)),
        "fill",
        statement -> new Filled(statement.getUpdateCount(), 0));
  }

  @Override
  public FilledShare fillShare(KeyRange chunk, int share, int shares, Duration lockTimeout)
      throws ShardFailure {
    var sql = statements.fillShare(chunk, share, shares, MARKED);
    return sql.isEmpty()
        ? new FilledShare(0, 0)
        : write(
            sql.get(),
            Binding.of(chunk).waiting(shorter(lockTimeout)),
            "fill",
            statement -> {
              long filled = statement.getUpdateCount();
              statement.getMoreResults();
              try (var result = statement.getResultSet()) {
                result.next();
                return new FilledShare(filled, result.getLong(1));
              }
            });
  }

  @Override
  public Filled fillUnlocked(KeyRange chunk) throws ShardFailure {
    if (lockedFirst.isPresent()) {
      return lockedFirst.get().fill(chunk, parts);
    }
    return write(
        statements.fillUnlocked(chunk, MARKED),
        Binding.of(chunk),
        "write",
        statement -> {
          try (var result = statement.getResultSet()) {
            result.next();
            // A row that was deleted meanwhile is counted as one, and got no lock.
            return new Filled(result.getLong(1), Math.max(0, result.getLong(2)));
          }
        });
  }

  @Override
  public Checked check(KeyRange range, int maxDiffering) throws ShardFailure {
    return read(
        statements.check(range),
        Binding.of(range).limit(maxDiffering),
        result -> {
          result.next();
          long counted = result.getLong(1);
          long equal = result.getLong(2);
          // The low 64 bits: sums of these are sums of the whole, as far as they go.
          long digest = result.getBigDecimal(3).toBigInteger().longValue();
          var differing = Binding.keys(result, 4, parts, maxDiffering);
          return new Checked(counted, equal, differing, counted - equal > differing.size(), digest);
        });
  }

  @Override
  public Written write(List<Key> rows, Duration lockTimeout) throws ShardFailure {
    return writeRows(rows, lockTimeout, statements.write(MARKED), false);
  }

  @Override
  public Written writeUnlocked(List<Key> rows) throws ShardFailure {
    return writeRows(rows, Duration.ZERO, statements.writeUnlocked(MARKED), true);
  }

  private Written writeRows(List<Key> rows, Duration timeout, Sql sql, boolean tellLocked)
      throws ShardFailure {
    if (rows.size() > MOST_ROWS) {
      throw new IllegalArgumentException("at most " + MOST_ROWS + " rows: " + rows.size());
    }
    var asked = rows.stream().distinct().toList();
    var facts = new RowFacts();
    var look = statements.look();
    if (look.isPresent() && !asked.isEmpty()) {
      read(look.get(), Binding.of(asked), result -> facts.add(asked, result));
    }
    var wanted = look.isPresent() ? facts.differing(asked) : asked;
    if (!wanted.isEmpty() && lockedFirst.isPresent()) {
      lockedFirst.get().write(wanted, tellLocked, facts);
    } else if (!wanted.isEmpty()) {
      write(
          sql,
          Binding.of(wanted).waiting(shorter(timeout)),
          "write",
          statement -> facts.addAll(wanted, statement));
    }
    return facts.written(tellLocked);
  }

  @Override
  public List<Key> dependents(TableName lookup, List<Key> changed, Optional<Key> after, int most)
      throws ShardFailure {
    return read(
        statements.dependents(fill.lookup(lookup), after.isPresent()).orElseThrow(),
        Binding.of(new KeyRange(after, Optional.empty())).rows(changed).limit(most),
        result -> {
          var keys = new ArrayList<Key>();
          while (result.next()) {
            keys.add(Binding.key(result, 1, parts));
          }
          return keys;
        });
  }

  @Override
  public Set<String> writing() throws ShardFailure {
    var writing = statements.writing();
    if (writing.isEmpty()) {
      return Set.of();
    }
    return read(
        writing.get(),
        Binding.of(List.of()),
        result -> {
          var names = new HashSet<String>();
          while (result.next()) {
            names.add(result.getString(1));
          }
          return names;
        });
  }

  /** A value that can't be computed fails the query, also where the server only warns of it. */
  private <T> T read(Sql sql, Binding binding, Reader<ResultSet, T> reader) throws ShardFailure {
    try (var session = pools.borrow(shard);
        var statement = binding.run(session.connection(), sql);
        var result = statement.getResultSet()) {
      T read = reader.read(result);
      failures.failOnBadRow(statement);
      return read;
    } catch (SQLException e) {
      throw failures.of(e, false, "can't read rows of " + where());
    }
  }

  /** Whoever leaves before the commit leaves it to the pool to roll back. */
  private <T> T write(Sql sql, Binding binding, String doing, Reader<PreparedStatement, T> reader)
      throws ShardFailure {
    try (var session = pools.borrow(shard)) {
      var connection = session.connection();
      connection.setAutoCommit(!sql.transaction());
      try (var statement = binding.run(connection, sql)) {
        T written = reader.read(statement);
        if (sql.transaction()) {
          connection.commit();
        }
        return written;
      }
    } catch (SQLException e) {
      throw failures.of(e, true, "can't " + doing + " rows of " + where());
    }
  }

  static Duration shorter(Duration asked) {
    return asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT;
  }

  private String where() {
    return fill.table() + " on shard " + shard.id();
  }

  private interface Reader<R, T> {
    T read(R from) throws SQLException;
  }
}
