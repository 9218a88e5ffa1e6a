package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A table and what it consists of. */
final class Partitions {
  /** Waits for no lock of a partition, as the server's own functions for it would. */
  private static final String TREE =
      """
      WITH RECURSIVE tree AS (
        SELECT ?::regclass::oid AS oid, NULL::oid AS parent, 0 AS level
        UNION ALL
        SELECT i.inhrelid, i.inhparent, tree.level + 1
          FROM pg_inherits i JOIN tree ON i.inhparent = tree.oid
          JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition
         WHERE NOT i.inhdetachpending)
      SELECT n.nspname, c.relname, c.relkind <> 'p', pn.nspname, p.relname
        FROM tree
        JOIN pg_class c ON c.oid = tree.oid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_class p ON p.oid = tree.parent
        LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
       ORDER BY tree.level, n.nspname, c.relname
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
    return db.list(
        row ->
            new Partition(
                new TableName(row.getString(1), row.getString(2)),
                row.getBoolean(3),
                row.getString(5) == null
                    ? Optional.<TableName>empty()
                    : Optional.of(new TableName(row.getString(4), row.getString(5)))),
        TREE,
        Quoting.table(table));
  }

  /** The tables that hold the rows. */
  static List<TableName> leaves(Db db, TableName table) throws SQLException {
    return of(db, table).stream().filter(Partition::leaf).map(Partition::table).toList();
  }
}
