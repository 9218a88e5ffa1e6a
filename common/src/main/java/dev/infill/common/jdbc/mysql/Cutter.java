package dev.infill.common.jdbc.mysql;

import dev.infill.common.dialect.RowStatements;
import dev.infill.common.jdbc.Binding;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.mysql.MySqlDialect;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Cut;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the next ranges of a walk. The last range of a table is open, so that new keys fall in.
 *
 * <p>They are counted off the key's index, which makes them as large as asked, for a limited time.
 * What was counted until then is answered. Where that is nothing, since the index is full of what
 * was deleted or each of its pages has to be read from a disk, one smaller range is cut: the server
 * has no sample of a table to give.
 */
final class Cutter {
  private static final int TOOK_TOO_LONG = 3024;
  private static final int ENDED = 1317;

  private final Db db;
  private final PlannedShard shard;
  private final RowStatements statements;
  private final Duration countFor;

  /**
   * @param countFor how long ranges of full size may be counted; a smaller one may take as long
   *     again
   */
  Cutter(Db db, PlannedShard shard, Duration countFor) {
    this.db = db;
    this.shard = shard;
    this.statements = new MySqlDialect().rows(shard.plan().fill());
    this.countFor = countFor;
  }

  /**
   * Cuts up to so many ranges; fewer where the time runs out, and at least one.
   *
   * @param after where the last range before ended
   */
  Cut cut(Optional<Key> after, int ranges) throws SQLException {
    List<Key> bounds = new ArrayList<>();
    var rest = new KeyRange(after, Optional.empty());
    long end = System.nanoTime() + countFor.toNanos();
    int rows = shard.spec().limits().rangeRows();
    while (bounds.size() < ranges) {
      Optional<List<Key>> counted = count(rest, rows, Duration.ofNanos(end - System.nanoTime()));
      if (counted.isEmpty()) {
        return bounds.isEmpty() ? cutSmaller(rest, rows) : new Cut(bounds, false);
      }
      if (counted.get().isEmpty()) {
        return new Cut(bounds, true);
      }
      bounds.addAll(counted.get());
      rest = rest.rest(bounds.getLast());
    }
    return new Cut(bounds, false);
  }

  /** What the first tries read is at hand for the next ones. */
  private Cut cutSmaller(KeyRange rest, int rows) throws SQLException {
    long end = System.nanoTime() + countFor.toNanos();
    for (int fewer = rows / 4; fewer > 1; fewer /= 4) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      var counted = count(rest, fewer, left.dividedBy(2));
      if (counted.isPresent()) {
        return new Cut(counted.get(), counted.get().isEmpty());
      }
    }
    var one = counted(rest, 1);
    return new Cut(one, one.isEmpty());
  }

  /** The next bound, or none behind which there are enough rows; empty when time ran out. */
  private Optional<List<Key>> count(KeyRange rest, int rows, Duration within) throws SQLException {
    if (within.toMillis() < 1) {
      return Optional.empty();
    }
    db.execute("SET SESSION max_execution_time = " + within.toMillis());
    try {
      return Optional.of(counted(rest, rows));
    } catch (SQLException e) {
      if (e.getErrorCode() == TOOK_TOO_LONG || e.getErrorCode() == ENDED) {
        return Optional.empty();
      }
      throw e;
    } finally {
      if (!db.connection().isClosed()) {
        db.execute("SET SESSION max_execution_time = 0");
      }
    }
  }

  private List<Key> counted(KeyRange rest, int rows) throws SQLException {
    try (var statement =
            Binding.of(rest).limit(rows).run(db.connection(), statements.rangeEnd(rest));
        var result = statement.getResultSet()) {
      List<Key> keys = new ArrayList<>();
      while (result.next()) {
        keys.add(Binding.key(result, 1, shard.plan().fill().key().size()));
      }
      return keys;
    }
  }
}
