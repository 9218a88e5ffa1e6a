package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.postgres.Db;
import dev.infill.common.plan.LiveFacts;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import java.sql.SQLException;

/**
 * What is there, as far as a forecast needs it.
 *
 * @param allBytes with indexes and out-of-line values
 */
record Live(LiveFacts facts, long allBytes) {
  /** A partitioned table's rows are in its partitions. */
  private static final String FACTS =
      """
      WITH parts AS (
        SELECT c.oid, c.relreplident, c.reloptions, pg_relation_size(c.oid) AS bytes
          FROM (SELECT ?::regclass AS root) AS t
          JOIN pg_class c
            ON c.relkind = 'r'
           AND (c.oid = t.root OR c.oid IN (SELECT relid FROM pg_partition_tree(t.root))))
      SELECT coalesce(sum(bytes), 0)::bigint,
             coalesce(sum(pg_indexes_size(oid)), 0)::bigint,
             coalesce(sum(pg_total_relation_size(oid)), 0)::bigint,
             coalesce(min((SELECT option_value::int FROM pg_options_to_table(reloptions)
                            WHERE option_name = 'fillfactor')), 100),
             coalesce(bool_or(relreplident = 'f'), false),
             current_setting('full_page_writes')::boolean,
             pg_size_bytes(current_setting('max_wal_size')) / 2
        FROM parts
      """;

  static Live of(Db db, PlannedShard shard) throws SQLException {
    return db.first(
            row ->
                new Live(
                    new LiveFacts(
                        shard.plan().rowEstimate(),
                        row.getLong(1),
                        row.getLong(2),
                        row.getInt(4),
                        shard.plan().scatter().passes(),
                        row.getBoolean(6),
                        row.getBoolean(5),
                        row.getLong(7)),
                    row.getLong(3)),
            FACTS,
            Quoting.table(shard.plan().fill().table()))
        .orElseThrow();
  }
}
