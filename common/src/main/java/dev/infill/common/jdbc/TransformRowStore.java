package dev.infill.common.jdbc;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.dialect.Sql;
import dev.infill.common.dialect.TransformStatements;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows whose values transforms compute: reads the sources, computes between the statements, and
 * writes what was computed only where the sources are still the same. A row that changed in between
 * is left to its own change, which is captured.
 */
final class TransformRowStore implements RowStore {
  /** Rows read at once where a range is checked; a chunk is as long as it was cut. */
  private static final int PIECE = 5_000;

  /** Characters of sources that are sent at once: servers bound the length of a statement. */
  private static final long MOST_TEXT = 2_000_000;

  private final JdbcRowStore rows;
  private final ShardPools pools;
  private final ShardAddress shard;
  private final TransformStatements statements;
  private final Failures failures;
  private final Computation computation;
  private final int parts;
  private final int sources;
  private final int columns;

  TransformRowStore(
      JdbcRowStore rows,
      ShardPools pools,
      ShardAddress shard,
      Dialect dialect,
      TransformStatements statements,
      Computation computation) {
    this.rows = rows;
    this.pools = pools;
    this.shard = shard;
    this.statements = statements;
    this.failures = new Failures(dialect);
    this.computation = computation;
    this.parts = computation.fill().key().size();
    this.sources = computation.fill().sources().size();
    this.columns = computation.fill().transformed().size();
  }

  /**
   * @param held what the columns that transforms fill hold
   * @param differs whether a column that SQL fills differs
   */
  private record Read(
      Key key,
      List<Optional<String>> sources,
      List<Optional<String>> held,
      boolean differs,
      long hash) {}

  @Override
  public ChunkEnd chunkEnd(KeyRange range, int most) throws ShardFailure {
    return rows.chunkEnd(range, most);
  }

  @Override
  public Filled fill(KeyRange chunk, Duration lockTimeout) throws ShardFailure {
    return new Filled(write(readKeyed(chunk), lockTimeout, false).written().size(), 0);
  }

  /** Does nothing ahead of the fill: what is read would be read again for each share. */
  @Override
  public FilledShare fillShare(KeyRange chunk, int share, int shares, Duration lockTimeout) {
    return new FilledShare(0, 0);
  }

  @Override
  public Filled fillUnlocked(KeyRange chunk) throws ShardFailure {
    var written = write(readKeyed(chunk), Duration.ZERO, true);
    return new Filled(written.written().size(), written.locked().size());
  }

  /**
   * Each piece in a snapshot of its own; a range need not be one, since what changes is captured.
   */
  @Override
  public Checked check(KeyRange range, int maxDiffering) throws ShardFailure {
    long counted = 0;
    long equal = 0;
    long digest = 0;
    var differing = new ArrayList<Key>();
    KeyRange rest = range;
    ChunkEnd end;
    do {
      end = rows.chunkEnd(rest, PIECE);
      // The last piece takes also what comes in behind its last row meanwhile.
      KeyRange piece = end.rows() < PIECE ? rest : new KeyRange(rest.after(), end.last());
      var read = read(piece);
      var wrong = differing(read);
      counted += read.size();
      equal += read.size() - wrong.size();
      digest += read.stream().mapToLong(Read::hash).sum();
      wrong.stream().limit(maxDiffering - differing.size()).forEach(differing::add);
      if (end.last().isPresent()) {
        rest = rest.rest(end.last().get());
      }
    } while (end.rows() == PIECE);
    return new Checked(
        counted, equal, List.copyOf(differing), counted - equal > differing.size(), digest);
  }

  private List<Key> differing(List<Read> read) throws ShardFailure {
    if (read.isEmpty()) {
      return List.of();
    }
    var texts = new ArrayList<List<@Nullable String>>();
    for (int i = 0; i < columns; i++) {
      texts.add(column(read.stream().map(Read::held).toList(), i));
    }
    texts.addAll(computation.of(read.stream().map(Read::sources).toList()));
    Set<Integer> wrong =
        query(
            statements.compare(),
            Binding.of(List.of()).texts(texts),
            result -> {
              var found = new HashSet<Integer>();
              while (result.next()) {
                found.add(result.getInt(1) - 1);
              }
              return found;
            });
    var keys = new ArrayList<Key>();
    for (int i = 0; i < read.size(); i++) {
      if (read.get(i).differs() || wrong.contains(i)) {
        keys.add(read.get(i).key());
      }
    }
    return keys;
  }

  @Override
  public Written write(List<Key> keys, Duration lockTimeout) throws ShardFailure {
    return write(readRows(keys), lockTimeout, false);
  }

  @Override
  public Written writeUnlocked(List<Key> keys) throws ShardFailure {
    return write(readRows(keys), Duration.ZERO, true);
  }

  @Override
  public List<Key> dependents(TableName lookup, List<Key> changed, Optional<Key> after, int most)
      throws ShardFailure {
    return rows.dependents(lookup, changed, after, most);
  }

  @Override
  public Set<String> writing() throws ShardFailure {
    return rows.writing();
  }

  /** Rows with their sources. */
  private record Sourced(List<Key> keys, List<List<Optional<String>>> sources) {
    Sourced part(int from, int to) {
      return new Sourced(keys.subList(from, to), sources.subList(from, to));
    }

    long length() {
      return sources.stream()
          .flatMap(List::stream)
          .mapToLong(text -> text.map(String::length).orElse(0))
          .sum();
    }
  }

  private Written write(Sourced read, Duration lockTimeout, boolean skipLocked)
      throws ShardFailure {
    if (read.keys().isEmpty()) {
      return new Written(Set.of(), Set.of(), Set.of());
    }
    if (read.keys().size() > 1 && read.length() > MOST_TEXT) {
      int half = read.keys().size() / 2;
      return both(
          write(read.part(0, half), lockTimeout, skipLocked),
          write(read.part(half, read.keys().size()), lockTimeout, skipLocked));
    }
    var texts = new ArrayList<List<@Nullable String>>();
    for (int i = 0; i < sources; i++) {
      texts.add(column(read.sources(), i));
    }
    texts.addAll(computation.of(read.sources()));
    var binding = Binding.of(read.keys()).waiting(JdbcRowStore.shorter(lockTimeout)).texts(texts);
    var sql = statements.write(skipLocked, JdbcRowStore.MARKED);
    try (var session = pools.borrow(shard)) {
      var connection = session.connection();
      connection.setAutoCommit(!sql.transaction());
      try (var statement = binding.run(connection, sql)) {
        var written = new RowFacts().addAll(read.keys(), statement).written(skipLocked);
        if (sql.transaction()) {
          connection.commit();
        }
        return written;
      }
    } catch (SQLException e) {
      throw failures.of(e, true, "can't write rows of " + computation.where());
    }
  }

  private static Written both(Written first, Written second) {
    return new Written(
        union(first.existing(), second.existing()),
        union(first.written(), second.written()),
        union(first.locked(), second.locked()),
        union(first.unsettled(), second.unsettled()));
  }

  private static Set<Key> union(Set<Key> first, Set<Key> second) {
    var all = new HashSet<>(first);
    all.addAll(second);
    return Set.copyOf(all);
  }

  private static List<@Nullable String> column(List<List<Optional<String>>> table, int i) {
    var column = new ArrayList<@Nullable String>(table.size());
    table.forEach(row -> column.add(row.get(i).orElse(null)));
    return column;
  }

  private Sourced readKeyed(KeyRange chunk) throws ShardFailure {
    var read = read(chunk);
    return new Sourced(
        read.stream().map(Read::key).toList(), read.stream().map(Read::sources).toList());
  }

  private List<Read> read(KeyRange range) throws ShardFailure {
    return query(
        statements.read(range),
        Binding.of(range),
        result -> {
          var read = new ArrayList<Read>();
          while (result.next()) {
            int at = parts + sources + columns;
            read.add(
                new Read(
                    Binding.key(result, 1, parts),
                    texts(result, parts + 1, sources),
                    texts(result, parts + sources + 1, columns),
                    result.getBoolean(at + 1),
                    // The low 64 bits, as of a fill in SQL.
                    result.getBigDecimal(at + 2).toBigInteger().longValue()));
          }
          return read;
        });
  }

  private Sourced readRows(List<Key> keys) throws ShardFailure {
    var asked = keys.stream().distinct().toList();
    var read = new Sourced(new ArrayList<>(), new ArrayList<>());
    if (asked.isEmpty()) {
      return read;
    }
    return query(
        statements.readRows(),
        Binding.of(asked),
        result -> {
          while (result.next()) {
            read.keys().add(asked.get(result.getInt(1) - 1));
            read.sources().add(texts(result, 2, sources));
          }
          return read;
        });
  }

  private static List<Optional<String>> texts(ResultSet result, int from, int count)
      throws SQLException {
    var texts = new ArrayList<Optional<String>>(count);
    for (int i = 0; i < count; i++) {
      texts.add(Optional.ofNullable(result.getString(from + i)));
    }
    return texts;
  }

  private interface Reader<T> {
    T read(ResultSet result) throws SQLException;
  }

  private <T> T query(Sql sql, Binding binding, Reader<T> reader) throws ShardFailure {
    try (var session = pools.borrow(shard);
        var statement = binding.run(session.connection(), sql);
        var result = statement.getResultSet()) {
      T read = reader.read(result);
      failures.failOnBadRow(statement);
      return read;
    } catch (SQLException e) {
      throw failures.of(e, false, "can't read rows of " + computation.where());
    }
  }
}
