package dev.infill.common.jdbc;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.Sql;
import dev.infill.common.dialect.TransformStatements;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements over rows that have to go along the key's index, on any engine: those that will
 * run, built by the same dialect, each with values as it will have. How a server would run one, its
 * guard reads from the server.
 *
 * <p>None is run but the one that finds two keys, after that was seen to use the index. The columns
 * that are filled are not there yet, so others stand in for them.
 *
 * @param fill what will be done
 * @param chunk rows of a chunk that the statements are asked for
 */
public record GuardedStatements(
    Connection connection, Dialect dialect, ColumnFill fill, int chunk, Guard guard) {
  /** Below this many rows in a table any way is as good as another. */
  public static final long FEW_ROWS = 10_000;

  /** Looks at how the server would run a statement. */
  public interface Guard {
    /**
     * Tells a finding where the server would not go along the key's index.
     *
     * @param what the statement does, a verb and its object
     * @param bounded whether a condition bounds its keys, so that even a walk of the whole index is
     *     none
     * @return whether there was something to tell
     */
    boolean refused(String what, Sql sql, Binding binding, boolean bounded) throws SQLException;
  }

  /** A fill of columns that are there; empty where the table has none that could be written. */
  public interface StandIns {
    Optional<ColumnFill> find() throws SQLException;
  }

  /** Looks at each of them; at none more when the first of all is refused. */
  public void look(StandIns standIns) throws SQLException {
    var statements = dialect.rows(fill);
    var all = KeyRange.ALL;
    var first = statements.rangeEnd(all);
    // Without a bound it walks the index from its beginning, and stops.
    if (guard.refused("finds the end of a range", first, Binding.of(all).limit(chunk), false)) {
      return;
    }
    var after = key(first, all, 1);
    if (after.isEmpty()) {
      return; // the statistics are of rows that are gone
    }
    var rest = all.rest(after.get());
    var upTo = key(statements.rangeEnd(rest), rest, chunk);
    var range = new KeyRange(after, Optional.of(upTo.orElse(after.get())));
    bounded("finds the end of a chunk", statements.chunkEnd(range), Binding.of(range).limit(chunk));
    var standIn = standIns.find();
    if (standIn.isPresent()) {
      overRows(standIn.get(), range);
    }
  }

  private void overRows(ColumnFill standIn, KeyRange range) throws SQLException {
    if (standIn.transformed().isEmpty()) {
      overRows(dialect.rows(standIn), range);
    } else {
      overRows(dialect.transformed(standIn).orElseThrow(), standIn, range);
    }
  }

  private void overRows(RowStatements statements, KeyRange range) throws SQLException {
    var some = Binding.of(range).limit(chunk);
    bounded("fills a chunk", statements.fill(range, false), some);
    bounded("fills around locked rows", statements.fillUnlocked(range, false), some);
    bounded("checks a range", statements.check(range), some);
    var single = Binding.of(keys(range));
    var look = statements.look();
    if (look.isPresent()) {
      bounded("looks at captured changes", look.get(), single);
    }
    bounded("writes captured changes", statements.write(false), single);
  }

  /** A chunk is read, computed, and written by its keys, whether it is filled or repaired. */
  private void overRows(TransformStatements statements, ColumnFill standIn, KeyRange range)
      throws SQLException {
    bounded("reads a range for the transforms", statements.read(range), Binding.of(range));
    var keys = keys(range);
    bounded("reads captured changes", statements.readRows(), Binding.of(keys));
    int texts = standIn.sources().size() + standIn.transformed().size();
    var none = Collections.nCopies(texts, Collections.<@Nullable String>nCopies(keys.size(), null));
    var computed = Binding.of(keys).texts(none);
    bounded("writes what they computed", statements.write(false, false), computed);
    bounded("writes around locked rows", statements.write(true, false), computed);
  }

  private void bounded(String what, Sql sql, Binding binding) throws SQLException {
    boolean unused = guard.refused(what, sql, binding, true);
  }

  private static List<Key> keys(KeyRange range) {
    return List.of(range.after().orElseThrow(), range.upTo().orElseThrow());
  }

  private Optional<Key> key(Sql sql, KeyRange range, int rows) throws SQLException {
    try (var statement = Binding.of(range).limit(rows).run(connection, sql);
        var result = statement.getResultSet()) {
      return result.next()
          ? Optional.of(Binding.key(result, 1, fill.key().size()))
          : Optional.empty();
    }
  }
}
