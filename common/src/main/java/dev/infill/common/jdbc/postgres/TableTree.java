package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table with its partitions, and theirs. Read from the catalog alone: unlike the server's own
 * functions for it this waits for no lock of a partition.
 */
final class TableTree {
  private static final String TREE =
      """
      WITH RECURSIVE tree AS (
        %s
        UNION ALL
        SELECT i.inhrelid FROM pg_inherits i JOIN tree ON i.inhparent = tree.oid
          JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition
         WHERE NOT i.inhdetachpending)
      """;

  /** To be put before a query, which then finds the tables in {@code tree}; takes the root. */
  static final String WITH_TREE = TREE.formatted("SELECT ?::regclass::oid AS oid");

  /** The same for several, as an array; one that is not there has none. */
  static final String WITH_TREES =
      TREE.formatted("SELECT to_regclass(name)::oid AS oid FROM unnest(?::text[]) AS name");

  private static final String MEMBERS =
      WITH_TREE
          + """
          SELECT c.oid, c.oid::regclass::text, c.relkind, c.relpersistence,
                 pg_has_role(c.relowner, 'USAGE'), pg_get_userbyid(c.relowner),
                 CASE WHEN c.relkind = 'r' THEN pg_total_relation_size(c.oid) ELSE 0 END
            FROM tree JOIN pg_class c ON c.oid = tree.oid
           ORDER BY c.oid <> ?::regclass, c.oid
          """;

  private TableTree() {}

  /**
   * @param name as the session would write it
   * @param kind as pg_class has it
   * @param bytes of its own, with its indexes
   */
  record Member(
      long oid,
      String name,
      String kind,
      boolean persistent,
      boolean owned,
      String owner,
      long bytes) {

    boolean holdsRows() {
      return kind.equals("r");
    }

    boolean isForeign() {
      return kind.equals("f");
    }
  }

  /**
   * Statements of one transaction that take locks on partitions, behind one that locks the table
   * alone: whoever comes through the table has it first too, and two that take locks in one order
   * never wait for each other in a ring. Dropping a trigger, of itself, takes the partitions first.
   */
  static List<String> lockedFirst(Db db, TableName table, List<String> statements)
      throws SQLException {
    String root = Quoting.table(table);
    if (statements.isEmpty()
        || !db.holds("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(?)", root)) {
      return statements;
    }
    var all = new ArrayList<String>();
    all.add("LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE".formatted(root));
    all.addAll(statements);
    return all;
  }

  /** The table first, then its partitions. */
  static List<Member> members(Db db, TableName table) throws SQLException {
    String root = Quoting.table(table);
    return db.list(
        row ->
            new Member(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4).equals("p"),
                row.getBoolean(5),
                row.getString(6),
                row.getLong(7)),
        MEMBERS,
        root,
        root);
  }
}
