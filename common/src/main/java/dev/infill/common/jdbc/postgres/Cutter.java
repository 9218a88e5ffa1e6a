package dev.infill.common.jdbc.postgres;

import dev.infill.common.dialect.RowStatements;
import dev.infill.common.jdbc.Binding;
import dev.infill.common.jdbc.Binding.Sampling;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.postgres.SqlStates;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Cut;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the next ranges of a walk. The last range of a table is open, so that new keys fall in.
 *
 * <p>They are counted off the key's index, which makes them as large as asked, for a limited time.
 * What was counted until then is answered. Where that is nothing, since the index is full of the
 * dead or each of its rows has to be read from a disk, the bounds come from a sample of the table.
 */
final class Cutter {
  /** So many blocks are read for a sample: half a second at a quarter of a millisecond each. */
  private static final int SAMPLE_BLOCKS = 2_000;

  /**
   * So many blocks of a sample make a range. The rows of a block may all be neighbours, so what
   * makes ranges even is the number of blocks; with this many, the largest of a hundred ranges has
   * about three times the rows of the smallest.
   */
  private static final int BLOCKS_A_RANGE = 24;

  private static final String BLOCKS =
      """
      SELECT (greatest(pg_relation_size(?::regclass),
                       (SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree(?::regclass)))
              / current_setting('block_size')::int)::bigint::text
      """;

  private final Db db;
  private final PlannedShard shard;
  private final RowStatements statements;
  private final Duration countFor;

  /**
   * @param countFor how long ranges may be counted; 0 for not at all
   */
  Cutter(Db db, PlannedShard shard, Duration countFor) {
    this.db = db;
    this.shard = shard;
    this.statements = new PostgresDialect().rows(shard.plan().fill());
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
    while (bounds.size() < ranges) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      Optional<List<Key>> counted = count(rest, left);
      if (counted.isEmpty()) {
        return bounds.isEmpty() ? sample(rest, ranges) : new Cut(bounds, false);
      }
      if (counted.get().isEmpty()) {
        return new Cut(bounds, true);
      }
      bounds.addAll(counted.get());
      rest = rest.rest(bounds.getLast());
    }
    return new Cut(bounds, false);
  }

  /** The next bound, or none behind which there are enough rows; empty when time ran out. */
  private Optional<List<Key>> count(KeyRange rest, Duration within) throws SQLException {
    if (within.toMillis() < 1) {
      return Optional.empty();
    }
    var binding = Binding.of(rest).limit(shard.spec().limits().rangeRows());
    db.statementTimeout(within);
    try (var statement = binding.run(db.connection(), statements.rangeEnd(rest))) {
      return Optional.of(keys(statement.getResultSet()));
    } catch (SQLException e) {
      if (SqlStates.QUERY_CANCELED.equals(e.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Cut sample(KeyRange rest, int ranges) throws SQLException {
    db.statementTimeout(Duration.ZERO);
    String table = Quoting.table(shard.plan().fill().table());
    long blocks = Math.max(1, Long.parseLong(db.text(BLOCKS, table, table)));
    double part = Math.min(1, (double) SAMPLE_BLOCKS / blocks);
    double rowsInBlock = (double) shard.plan().rowEstimate() / blocks;
    double step =
        part == 1
            ? shard.spec().limits().rangeRows()
            : Math.max(shard.spec().limits().rangeRows() * part, BLOCKS_A_RANGE * rowsInBlock);
    var binding =
        Binding.of(rest)
            .limit(ranges)
            .sampling(new Sampling(100 * part, Math.max(1, Math.round(step))));
    try (var statement = binding.run(db.connection(), statements.sampledEnds(rest).orElseThrow())) {
      List<Key> bounds = keys(statement.getResultSet());
      return new Cut(bounds, bounds.size() < ranges);
    }
  }

  private List<Key> keys(ResultSet result) throws SQLException {
    List<Key> keys = new ArrayList<>();
    while (result.next()) {
      keys.add(Binding.key(result, 1, shard.plan().fill().key().size()));
    }
    return keys;
  }
}
