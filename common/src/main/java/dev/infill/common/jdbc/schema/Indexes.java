package dev.infill.common.jdbc.schema;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.IndexSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Indexes CONCURRENTLY. They wait for transactions that are open, which stops nobody else, so they
 * wait longer than other DDL: an index that gave up after a second would never be built.
 */
final class Indexes {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String DUPLICATE = "23505";

  private Indexes() {}

  /**
   * @param valid whether it is complete; one whose building was cut short is not
   * @param fits whether it is what the spec asks for
   */
  record Found(boolean valid, boolean fits) {}

  static Offenders build(Db db, PlannedShard shard, IndexSpec index)
      throws SQLException, ShardFailure {
    TableName table = shard.plan().fill().table();
    var found = find(db, table, index);
    if (found.isPresent() && !found.get().fits()) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.index-differs",
          "an index %s is there already, and is another one than the spec's"
              .formatted(index.name()));
    }
    if (found.isPresent() && found.get().valid()) {
      return Offenders.NONE;
    }
    if (found.isPresent()) {
      drop(db, table, index);
    }
    if (index.unique()) {
      var duplicates = duplicates(db, shard, index);
      if (duplicates.count() > 0) {
        return duplicates;
      }
    }
    return create(db, shard, index);
  }

  private static Offenders create(Db db, PlannedShard shard, IndexSpec index) throws SQLException {
    db.lockTimeout(PATIENCE);
    try {
      db.execute(
          "CREATE %s INDEX CONCURRENTLY %s ON %s (%s)"
              .formatted(
                  index.unique() ? "UNIQUE" : "",
                  Quoting.identifier(index.name()),
                  Quoting.table(shard.plan().fill().table()),
                  Quoting.list(index.columns())));
      return Offenders.NONE;
    } catch (SQLException e) {
      if (!DUPLICATE.equals(e.getSQLState())) {
        throw e;
      }
      drop(db, shard.plan().fill().table(), index);
      var duplicates = duplicates(db, shard, index);
      if (duplicates.count() == 0) {
        throw e;
      }
      return duplicates;
    }
  }

  /** Drops it when it is the spec's; leaves another one of that name alone. */
  static void dropOurs(Db db, PlannedShard shard, IndexSpec index) throws SQLException {
    var found = find(db, shard.plan().fill().table(), index);
    if (found.isPresent() && found.get().fits()) {
      drop(db, shard.plan().fill().table(), index);
    }
  }

  private static void drop(Db db, TableName table, IndexSpec index) throws SQLException {
    db.lockTimeout(PATIENCE);
    db.execute(
        "DROP INDEX CONCURRENTLY IF EXISTS %s.%s"
            .formatted(Quoting.identifier(table.schema()), Quoting.identifier(index.name())));
  }

  /** Whatever bears the index's name in the table's schema. */
  static Optional<Found> find(Db db, TableName table, IndexSpec index) throws SQLException {
    return db.first(
        row -> new Found(row.getBoolean(1), row.getBoolean(2)),
        """
        SELECT coalesce(i.indisvalid AND i.indisready, false),
               coalesce(i.indrelid = t.oid AND i.indisunique = ? AND i.indpred IS NULL
                        AND i.indexprs IS NULL AND am.amname = 'btree'
                        AND ARRAY(SELECT a.attname::text
                                    FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, n)
                                    JOIN pg_attribute a
                                      ON a.attrelid = t.oid AND a.attnum = k.attnum
                                   ORDER BY k.n) = ?::text[], false)
          FROM pg_class c
          JOIN pg_class t ON t.oid = ?::regclass AND t.relnamespace = c.relnamespace
          LEFT JOIN pg_index i ON i.indexrelid = c.oid
          LEFT JOIN pg_am am ON am.oid = c.relam
         WHERE c.relname = ?
        """,
        index.unique(),
        db.connection().createArrayOf("text", index.columns().toArray()),
        Quoting.table(table),
        index.name());
  }

  /** Rows whose values another row has too. NULLs are never the same. */
  private static Offenders duplicates(Db db, PlannedShard shard, IndexSpec index)
      throws SQLException {
    String columns = Quoting.list(index.columns());
    String none =
        index.columns().stream()
            .map(column -> Quoting.identifier(column) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    return OffendingRows.where(
        db,
        shard,
        "(%1$s) IN (SELECT %1$s FROM %2$s WHERE %3$s GROUP BY %1$s HAVING count(*) > 1)"
            .formatted(columns, Quoting.table(shard.plan().fill().table()), none));
  }
}
