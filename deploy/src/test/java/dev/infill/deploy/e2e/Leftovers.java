package dev.infill.deploy.e2e;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks for whatever Infill makes and must take away in the end. */
public final class Leftovers {
  private Leftovers() {}

  /**
   * @param table as SQL writes it; its partitions are looked at too. On MySQL the whole database is
   * @param bridgeStays whether the trigger was asked to stay
   * @return what is left, a line each
   */
  public static List<String> of(TestDatabase database, String table, boolean bridgeStays)
      throws SQLException {
    var left = new ArrayList<String>();
    if (database.isMySql()) {
      onMySql(left, database, bridgeStays);
      return left;
    }
    String tree =
        """
        (SELECT '%1$s'::regclass::oid UNION
         SELECT relid FROM pg_partition_tree('%1$s'::regclass))
        """
            .formatted(table.replace("'", "''"));
    add(
        left,
        database,
        "slot",
        "SELECT slot_name FROM pg_replication_slots WHERE database = current_database()");
    add(left, database, "publication", "SELECT pubname FROM pg_publication");
    add(
        left,
        database,
        "constraint",
        """
        SELECT conname FROM pg_constraint
         WHERE conrelid IN %s AND (NOT convalidated OR conname LIKE 'infill%%')
        """
            .formatted(tree));
    add(
        left,
        database,
        "invalid index",
        "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid");
    add(
        left,
        database,
        "replica identity",
        """
        SELECT concat_ws(' ', oid::regclass, relreplident) FROM pg_class
         WHERE oid IN %s AND relreplident <> 'd'
        """
            .formatted(tree));
    add(
        left,
        database,
        "session",
        """
        SELECT application_name || ': ' || query FROM pg_stat_activity
         WHERE datname = current_database() AND backend_type = 'walsender'
        """);
    if (!bridgeStays) {
      add(
          left,
          database,
          "trigger",
          """
          SELECT concat_ws(' ', tgrelid::regclass, tgname) FROM pg_trigger
           WHERE tgrelid IN %s AND NOT tgisinternal
          """
              .formatted(tree));
      add(left, database, "function", "SELECT proname FROM pg_proc WHERE proname LIKE '%infill%'");
    }
    return left;
  }

  private static void onMySql(List<String> left, TestDatabase database, boolean bridgeStays)
      throws SQLException {
    add(
        left,
        database,
        "table",
        """
        SELECT table_name FROM information_schema.tables
         WHERE table_schema = DATABASE() AND table_name LIKE '%infill%'
        """);
    add(
        left,
        database,
        "constraint",
        """
        SELECT constraint_name FROM information_schema.table_constraints
         WHERE table_schema = DATABASE() AND constraint_name LIKE 'infill%'
        """);
    add(
        left,
        database,
        "index",
        """
        SELECT DISTINCT index_name FROM information_schema.statistics
         WHERE table_schema = DATABASE() AND index_name LIKE 'infill%'
        """);
    if (!bridgeStays) {
      add(
          left,
          database,
          "trigger",
          """
          SELECT CONCAT_WS(' ', trigger_name, action_timing, event_manipulation, action_order)
            FROM information_schema.triggers WHERE trigger_schema = DATABASE()
          """);
    }
  }

  private static void add(List<String> left, TestDatabase database, String what, String query)
      throws SQLException {
    // A catalogue has no order of its own, and MySQL's changes from one reading to the next.
    database.column(query).stream().sorted().forEach(name -> left.add(what + " " + name));
  }
}
