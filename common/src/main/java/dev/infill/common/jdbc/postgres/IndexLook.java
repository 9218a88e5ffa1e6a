package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.IndexSpec;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the catalog says of indexes. */
final class IndexLook {
  /** All that makes an index what it is but its name and table, as the server itself prints it. */
  private static final String DEFINITION =
      """
      concat_ws(' ', am.amname, i.indisunique,
        coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
        i.indnkeyatts, i.indclass, i.indcollation, i.indoption,
        (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, false), ', ' ORDER BY n)
           FROM generate_series(1, i.indnatts) AS n),
        pg_get_expr(i.indpred, i.indrelid))
      """;

  private static final String FIND =
      """
      SELECT coalesce(i.indrelid = t.oid, false),
             coalesce(i.indisvalid AND i.indisready AND i.indislive, false),
             %s, c.relispartition,
             EXISTS (SELECT FROM pg_constraint k
                      WHERE k.conindid = c.oid AND k.conrelid = t.oid AND k.contype IN ('u', 'p'))
        FROM pg_class c
        JOIN pg_class t ON t.oid = ?::regclass AND t.relnamespace = c.relnamespace
        LEFT JOIN pg_index i ON i.indexrelid = c.oid
        LEFT JOIN pg_am am ON am.oid = c.relam
       WHERE c.relname = ?
      """
          .formatted(DEFINITION);

  private static final String OF =
      """
      SELECT %s FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam
       WHERE i.indexrelid = ?::regclass
      """
          .formatted(DEFINITION);

  /** The index of a partition that is a part of an index of the whole. */
  private static final String PART =
      """
      SELECT n.nspname, c.relname
        FROM pg_inherits h
        JOIN pg_index i ON i.indexrelid = h.inhrelid AND i.indrelid = ?::regclass
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE h.inhparent = ?::regclass
      """;

  private IndexLook() {}

  /**
   * What bears a name.
   *
   * @param onTable whether it is an index of the table
   * @param valid whether it is complete; one whose building was cut short is not
   * @param definition to be compared with {@link #definition}
   * @param attached whether it is a part of an index of a partitioned table
   * @param constraint whether a constraint stands on it
   */
  record Found(
      boolean onTable, boolean valid, String definition, boolean attached, boolean constraint) {}

  /** Whatever bears the name in the table's schema. */
  static Optional<Found> find(Db db, TableName table, String name) throws SQLException {
    return db.first(
        row ->
            new Found(
                row.getBoolean(1),
                row.getBoolean(2),
                row.getString(3),
                row.getBoolean(4),
                row.getBoolean(5)),
        FIND,
        Quoting.table(table),
        name);
  }

  /** What the server makes of the spec's index. */
  static String definition(Db db, ColumnFill fill, IndexSpec index) throws SQLException {
    return Trial.with(
        db,
        fill.table(),
        fill.columns().stream().collect(Collectors.toMap(FilledColumn::name, FilledColumn::type)),
        trial -> {
          trial.db().execute(IndexDdl.plain(index.name(), trial.table(), index));
          return trial.db().text(OF, "pg_temp." + Quoting.identifier(index.name()));
        });
  }

  /** The partition's part of an index of its parent. */
  static Optional<TableName> part(Db db, TableName partition, TableName whole) throws SQLException {
    return db.first(
        row -> new TableName(row.getString(1), row.getString(2)),
        PART,
        Quoting.table(partition),
        Quoting.table(whole));
  }
}
