package dev.infill.deploy.testing;

import java.sql.SQLException;
import java.util.List;

/**
 * All that a database holds but its rows, as text: what {@code pg_dump -s} would write and more,
 * such as indexes that are not valid. The same before and after, when nothing was left behind.
 */
public final class SchemaText {
  private static final String OURS =
      "nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND nspname NOT LIKE 'pg_temp%'"
          + " AND nspname NOT LIKE 'pg_toast_temp%'";

  /**
   * Numbers of objects, and flags that the server clears only later, are left out; so is the number
   * that PostgreSQL 15.20 gives each column that is made, among its options.
   */
  private static final List<String> QUERIES =
      List.of(
          """
          SELECT concat_ws(' ', 'class', c.oid::regclass, c.relkind, c.relpersistence, c.relreplident,
                   c.relchecks, c.relispartition, c.relrowsecurity, c.reloptions, c.relacl,
                   c.relowner::regrole, pg_get_expr(c.relpartbound, c.oid), am.amname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_am am ON am.oid = c.relam
           WHERE %s ORDER BY 1
          """,
          """
          SELECT concat_ws(' ', 'column', a.attrelid::regclass, a.attname,
                   format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
                   a.attstorage, a.attislocal, a.attinhcount, a.attcollation, a.attacl,
                   (SELECT array_agg(o) FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg_attver=%'),
                   pg_get_expr(d.adbin, d.adrelid))
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
           WHERE a.attnum > 0 AND NOT a.attisdropped AND %s ORDER BY 1
          """,
          """
          SELECT concat_ws(' ', 'constraint', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid),
                   k.convalidated, k.conislocal, k.coninhcount, k.connoinherit, p.conname)
            FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
            LEFT JOIN pg_constraint p ON p.oid = k.conparentid
           WHERE %s ORDER BY 1
          """,
          """
          SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready,
                   i.indisreplident, i.indisclustered, i.indisprimary, h.inhparent::regclass)
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid
           WHERE %s ORDER BY 1
          """,
          """
          SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled)
            FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE NOT t.tgisinternal AND %s ORDER BY 1
          """,
          """
          SELECT concat_ws(' ', 'foreign key trigger', t.tgrelid::regclass, t.tgfoid::regproc, count(*))
            FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE t.tgisinternal AND %s GROUP BY t.tgrelid, t.tgfoid ORDER BY 1
          """,
          """
          SELECT concat_ws(' ', 'function', p.oid::regprocedure, md5(p.prosrc), p.proconfig, p.proacl)
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE %s ORDER BY 1
          """,
          """
          SELECT concat_ws(' ', 'type', t.oid::regtype) FROM pg_type t
            JOIN pg_namespace n ON n.oid = t.typnamespace WHERE %s ORDER BY 1
          """,
          "SELECT concat_ws(' ', 'schema', nspname, nspacl) FROM pg_namespace WHERE %s ORDER BY 1",
          "SELECT concat_ws(' ', 'publication', pubname, puballtables) FROM pg_publication ORDER BY 1",
          """
          SELECT concat_ws(' ', 'published', pubname, schemaname, tablename)
            FROM pg_publication_tables ORDER BY 1
          """,
          """
          SELECT concat_ws(' ', 'slot', slot_name, plugin) FROM pg_replication_slots
           WHERE database = current_database() ORDER BY 1
          """,
          "SELECT concat_ws(' ', 'event trigger', evtname, evtenabled) FROM pg_event_trigger ORDER BY 1",
          """
          SELECT concat_ws(' ', 'comment', o.type, o.identity, d.description)
            FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) AS o
           WHERE o.schema IS DISTINCT FROM 'pg_catalog'
             AND o.schema IS DISTINCT FROM 'information_schema' AND d.objoid >= 16384
           ORDER BY 1
          """,
          "SELECT concat_ws(' ', 'setting', setrole::regrole, setconfig) FROM pg_db_role_setting"
              + " WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())");

  private SchemaText() {}

  /** A line for each thing, in an order that does not change. */
  public static String of(TestDatabase database) throws SQLException {
    var text = new StringBuilder();
    // Some tests ask a hundred times, and to log in takes longer than to answer.
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      for (String query : QUERIES) {
        // Not by formatted(): the queries hold per cent signs of their own.
        try (var lines = statement.executeQuery(query.replace("%s", OURS))) {
          while (lines.next()) {
            text.append(lines.getString(1)).append('\n');
          }
        }
      }
    }
    return text.toString();
  }
}
