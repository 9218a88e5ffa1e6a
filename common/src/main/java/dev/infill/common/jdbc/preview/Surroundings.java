package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.postgres.Db;
import dev.infill.common.model.TableName;
import dev.infill.common.plan.Touching;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Asks the catalog and the statistics what else uses a table. */
final class Surroundings {
  private static final int STATEMENTS = 5;
  private static final int LONGEST_TEXT = 300;

  /** Each answers kind, name and detail, and takes the table as its only parameter. */
  private static final List<String> CATALOG =
      List.of(
          """
          SELECT 'index', c.relname,
                 concat_ws(', ', pg_size_pretty(pg_relation_size(c.oid)),
                           coalesce(s.idx_scan, 0) || ' scans',
                           CASE WHEN i.indisprimary THEN 'primary key'
                                WHEN i.indisunique THEN 'unique' END,
                           CASE WHEN NOT i.indisvalid THEN 'invalid' END)
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid
            LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = i.indexrelid
           WHERE i.indrelid = ?::regclass
           ORDER BY coalesce(s.idx_scan, 0) DESC, c.relname
          """,
          """
          SELECT 'trigger', t.tgname,
                 concat_ws(' ', CASE WHEN t.tgtype & 2 <> 0 THEN 'before' ELSE 'after' END,
                   concat_ws(' or ', CASE WHEN t.tgtype & 4 <> 0 THEN 'insert' END,
                             CASE WHEN t.tgtype & 16 <> 0 THEN 'update' END,
                             CASE WHEN t.tgtype & 8 <> 0 THEN 'delete' END) || ',',
                   'runs', t.tgfoid::regproc::text,
                   CASE WHEN t.tgenabled = 'D' THEN '(disabled)' END)
            FROM pg_trigger t
           WHERE t.tgrelid = ?::regclass AND NOT t.tgisinternal
           ORDER BY t.tgname
          """,
          """
          WITH RECURSIVE reading AS (
            SELECT ?::regclass::oid AS oid
             UNION
            SELECT w.ev_class FROM reading v
              JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = v.oid
                              AND d.classid = 'pg_rewrite'::regclass
              JOIN pg_rewrite w ON w.oid = d.objid)
          SELECT CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END,
                 c.oid::regclass::text, ''
            FROM reading v JOIN pg_class c ON c.oid = v.oid
           WHERE c.relkind IN ('v', 'm')
           ORDER BY 2
          """,
          """
          SELECT 'function', p.oid::regprocedure::text, 'names the table, as far as a search tells'
            FROM pg_class t
            JOIN pg_proc p
              ON position(lower(replace(t.relname, '"', '""')) IN lower(p.prosrc)) > 0
            JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE t.oid = ?::regclass
             AND n.nspname NOT IN ('pg_catalog', 'information_schema')
             AND NOT starts_with(p.proname, 'infill_')
           ORDER BY 2 LIMIT 20
          """,
          """
          SELECT 'publication', p.pubname,
                 CASE WHEN p.puballtables THEN 'of all tables' ELSE '' END
            FROM pg_class t
            JOIN pg_namespace n ON n.oid = t.relnamespace
            JOIN pg_publication_tables x ON x.schemaname = n.nspname AND x.tablename = t.relname
            JOIN pg_publication p ON p.pubname = x.pubname
           WHERE t.oid = ?::regclass
           ORDER BY 2
          """,
          """
          SELECT 'foreign key', k.conname,
                 CASE WHEN k.conrelid = t.oid THEN 'to ' || k.confrelid::regclass
                      ELSE 'from ' || k.conrelid::regclass END
            FROM (SELECT ?::regclass::oid AS oid) AS t
            JOIN pg_constraint k ON k.contype = 'f' AND t.oid IN (k.conrelid, k.confrelid)
           ORDER BY 3, 2
          """);

  /** Of the whole server. Names and lags are hidden from a role without pg_monitor. */
  private static final String REPLICAS =
      """
      SELECT 'replica', coalesce(nullif(r.application_name, ''), r.client_addr::text, 'unnamed'),
             CASE WHEN r.state IS NULL THEN 'hidden from this role'
                  ELSE concat_ws(', ', r.state, r.sync_state,
                         coalesce('behind by ' || round(extract(epoch FROM r.replay_lag), 1) || ' s',
                                  'not behind')) END
        FROM pg_stat_replication r
       ORDER BY 2
      """;

  private static final String STATEMENTS_IN =
      """
      SELECT concat_ws('.', quote_ident(n.nspname), 'pg_stat_statements')
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
       WHERE e.extname = 'pg_stat_statements'
         AND 'pg_stat_statements' = ANY (string_to_array(
               replace(replace(current_setting('shared_preload_libraries'), ' ', ''), '"', ''), ','))
      """;

  private Surroundings() {}

  static List<Touching> of(Db db, TableName table) throws SQLException {
    var all = new ArrayList<Touching>();
    for (String query : CATALOG) {
      all.addAll(touching(db, query, Quoting.table(table)));
    }
    all.addAll(touching(db, REPLICAS));
    var statements = db.texts(STATEMENTS_IN).stream().findFirst();
    if (statements.isPresent()) {
      all.addAll(top(db, statements.get(), table));
    }
    return all;
  }

  private static List<Touching> touching(Db db, String query, Object... params)
      throws SQLException {
    return db.list(
        row -> new Touching(row.getString(1), row.getString(2), row.getString(3)), query, params);
  }

  private static List<Touching> top(Db db, String view, TableName table) throws SQLException {
    return db.list(
        row ->
            new Touching(
                "statement",
                text(row.getString(1)),
                String.format(
                    Locale.ROOT, "%,d calls of %.1f ms", row.getLong(2), row.getDouble(3))),
        topOf(view),
        table.table(),
        STATEMENTS);
  }

  /** Only of those kinds whose texts the server normalizes. */
  private static String topOf(String view) {
    return """
      SELECT s.query, s.calls, s.mean_exec_time
        FROM %s s
       WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND s.query ~* '^\\s*(select|insert|update|delete|merge|with)\\M'
         AND position(lower(replace(?, '"', '""')) IN lower(s.query)) > 0
         AND position('infill_' IN s.query) = 0
         AND position('pg_catalog' IN s.query) = 0 AND position('pg_class' IN s.query) = 0
         AND position('pg_stat' IN s.query) = 0
       ORDER BY s.total_exec_time DESC LIMIT ?
      """
        .formatted(view);
  }

  /** The server has taken the values out; what it could not is taken out here. */
  private static String text(String query) {
    String line = Quoting.withoutLiterals(query).replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
  }
}
