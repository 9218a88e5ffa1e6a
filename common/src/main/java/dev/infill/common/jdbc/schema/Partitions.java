package dev.infill.common.jdbc.schema;

import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A table and what it consists of. */
final class Partitions {
  /** For a table that is not partitioned the server answers nothing. */
  private static final String TREE =
      """
      SELECT n.nspname, c.relname, t.isleaf, pn.nspname, p.relname
        FROM pg_partition_tree(?::regclass) t
        JOIN pg_class c ON c.oid = t.relid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_class p ON p.oid = t.parentrelid AND t.level > 0
        LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
       ORDER BY t.level, n.nspname, c.relname
      """;

  private Partitions() {}

  /**
   * A table of the tree.
   *
   * @param leaf whether it holds rows itself
   * @param parent whose partition it is; empty for the root
   */
  record Partition(TableName table, boolean leaf, Optional<TableName> parent) {}

  /** The table itself first, each partition behind the one that it is a part of. */
  static List<Partition> of(Db db, TableName table) throws SQLException {
    var tree =
        db.list(
            row ->
                new Partition(
                    new TableName(row.getString(1), row.getString(2)),
                    row.getBoolean(3),
                    Optional.ofNullable(row.getString(5)).isEmpty()
                        ? Optional.<TableName>empty()
                        : Optional.of(new TableName(row.getString(4), row.getString(5)))),
            TREE,
            Quoting.table(table));
    return tree.isEmpty() ? List.of(new Partition(table, true, Optional.empty())) : tree;
  }

  /** The tables that hold the rows. */
  static List<TableName> leaves(Db db, TableName table) throws SQLException {
    return of(db, table).stream().filter(Partition::leaf).map(Partition::table).toList();
  }
}
