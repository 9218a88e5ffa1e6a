package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.Queries;
import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.jdbc.mysql.Privileges;
import dev.infill.common.model.TableName;
import dev.infill.common.plan.Touching;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Asks MySQL what else uses a table. What the user may not see is left out. */
final class MySqlSurroundings {
  private static final int STATEMENTS = 5;
  private static final int LONGEST_TEXT = 300;

  private static final String INDEXES =
      """
      SELECT 'index', s.index_name,
             CONCAT_WS(', ', GROUP_CONCAT(COALESCE(s.column_name, 'an expression')
                                          ORDER BY s.seq_in_index SEPARATOR ' and '),
                       CASE WHEN s.index_name = 'PRIMARY' THEN 'primary key'
                            WHEN MAX(s.non_unique) = 0 THEN 'unique' END,
                       CASE WHEN MAX(s.is_visible) = 'NO' THEN 'invisible' END)
        FROM information_schema.statistics s
       WHERE s.table_schema = ? AND s.table_name = ?
       GROUP BY s.index_name
       ORDER BY s.index_name
      """;

  /** How many rows were read by it since the server started. */
  private static final String READS =
      """
      SELECT 'index', s.index_name,
             CONCAT_WS(', ', GROUP_CONCAT(COALESCE(s.column_name, 'an expression')
                                          ORDER BY s.seq_in_index SEPARATOR ' and '),
                       CONCAT(COALESCE(MAX(u.count_fetch), 0), ' rows read'),
                       CASE WHEN s.index_name = 'PRIMARY' THEN 'primary key'
                            WHEN MAX(s.non_unique) = 0 THEN 'unique' END,
                       CASE WHEN MAX(s.is_visible) = 'NO' THEN 'invisible' END)
        FROM information_schema.statistics s
        LEFT JOIN performance_schema.table_io_waits_summary_by_index_usage u
          ON u.object_schema = s.table_schema AND u.object_name = s.table_name
         AND u.index_name = s.index_name
       WHERE s.table_schema = ? AND s.table_name = ?
       GROUP BY s.index_name
       ORDER BY COALESCE(MAX(u.count_fetch), 0) DESC, s.index_name
      """;

  /** Each answers kind, name and detail, and takes database and table. */
  private static final List<String> CATALOG =
      List.of(
          """
          SELECT 'trigger', trigger_name,
                 LOWER(CONCAT(action_timing, ' ', event_manipulation))
            FROM information_schema.triggers
           WHERE event_object_schema = ? AND event_object_table = ?
           ORDER BY trigger_name
          """,
          """
          SELECT 'foreign key', constraint_name,
                 CONCAT('to ', unique_constraint_schema, '.', referenced_table_name)
            FROM information_schema.referential_constraints
           WHERE constraint_schema = ? AND table_name = ?
           ORDER BY constraint_name
          """,
          """
          SELECT 'foreign key', constraint_name,
                 CONCAT('from ', constraint_schema, '.', table_name)
            FROM information_schema.referential_constraints
           WHERE unique_constraint_schema = ? AND referenced_table_name = ?
             AND NOT (constraint_schema = unique_constraint_schema
                      AND table_name = referenced_table_name)
           ORDER BY constraint_name
          """,
          """
          SELECT LOWER(routine_type), CONCAT(routine_schema, '.', routine_name),
                 'names the table, as far as a search tells'
            FROM information_schema.routines
           WHERE routine_schema = ? AND LOCATE(LOWER(?), LOWER(routine_definition)) > 0
           ORDER BY 2 LIMIT 20
          """,
          """
          SELECT 'event', CONCAT(event_schema, '.', event_name),
                 'names the table, as far as a search tells'
            FROM information_schema.events
           WHERE event_schema = ? AND LOCATE(LOWER(?), LOWER(event_definition)) > 0
           ORDER BY 2 LIMIT 20
          """);

  /** The server writes out all names in a view, in quotes and with their databases. */
  private static final String VIEWS =
      """
      SELECT table_schema, table_name FROM information_schema.views
       WHERE LOCATE(CONCAT('`', REPLACE(?, '`', '``'), '`.`', REPLACE(?, '`', '``'), '`'),
                    view_definition) > 0
       ORDER BY 1, 2
      """;

  /** Whoever else reads the log and did not register as a replica. */
  private static final String LOG_READERS =
      """
      SELECT 'log reader', CONCAT_WS('@', t.processlist_user, SUBSTRING_INDEX(t.processlist_host, ':', 1)),
             CONCAT('reads the log for ', COALESCE(t.processlist_time, 0), ' s')
        FROM performance_schema.threads t
       WHERE t.processlist_command LIKE 'Binlog Dump%'
       ORDER BY 2
      """;

  /** Only of those kinds that work on rows; the server has taken the values out. */
  private static final String TOP =
      """
      SELECT digest_text, count_star, avg_timer_wait / 1e9
        FROM performance_schema.events_statements_summary_by_digest
       WHERE schema_name = ?
         AND digest_text REGEXP '^(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)'
         AND LOCATE(LOWER(CONCAT('`', ?, '`')), LOWER(digest_text)) > 0
         AND LOCATE('infill_', digest_text) = 0 AND LOCATE('schema`', digest_text) = 0
       ORDER BY sum_timer_wait DESC LIMIT ?
      """;

  /**
   * Whatever came when the server kept as many kinds of statements as it may is counted as one, and
   * nobody knows of what tables it was. No row where that never came about.
   */
  private static final String NOT_KEPT_APART =
      """
      SELECT count_star, @@GLOBAL.performance_schema_digests_size
        FROM performance_schema.events_statements_summary_by_digest
       WHERE digest IS NULL AND count_star > 0
      """;

  private final Queries db;
  private final TableName table;
  private final List<Touching> all = new ArrayList<>();

  private MySqlSurroundings(Connection connection, TableName table) {
    this.db = new Queries(connection);
    this.table = table;
  }

  static List<Touching> of(Connection connection, TableName table) throws SQLException {
    var surroundings = new MySqlSurroundings(connection, table);
    surroundings.ask();
    return List.copyOf(surroundings.all);
  }

  private interface Question {
    void ask() throws SQLException;
  }

  private void ask() throws SQLException {
    if (!seen(() -> add(READS, table.schema(), table.table()))) {
      add(INDEXES, table.schema(), table.table());
    }
    for (String query : CATALOG) {
      add(query, table.schema(), table.table());
    }
    views();
    seen(this::replicas);
    seen(() -> add(LOG_READERS));
    seen(this::statements);
  }

  private void add(String query, Object... params) throws SQLException {
    all.addAll(
        db.list(
            row -> new Touching(row.getString(1), row.getString(2), row.getString(3)),
            query,
            params));
  }

  /** Whether the user may; what was asked for is left out where not. */
  private static boolean seen(Question question) throws SQLException {
    try {
      question.ask();
      return true;
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Those over views, too. */
  private void views() throws SQLException {
    Set<TableName> found = new LinkedHashSet<>();
    var rest = new ArrayList<>(List.of(table));
    while (!rest.isEmpty()) {
      var read = rest.removeLast();
      for (TableName view :
          db.list(
              row -> new TableName(row.getString(1), row.getString(2)),
              VIEWS,
              read.schema(),
              read.table())) {
        if (found.add(view)) {
          rest.add(view);
        }
      }
    }
    found.stream()
        .map(view -> new Touching("view", view.schema() + "." + view.table(), ""))
        .forEach(all::add);
  }

  private void replicas() throws SQLException {
    for (String replica : MySqlSchemaStore.replicas(db.connection())) {
      all.add(
          new Touching(
              "replica",
              replica.startsWith(":") ? "unnamed" : replica,
              "does what the log tells when it is done here"));
    }
  }

  private void statements() throws SQLException {
    all.addAll(
        db.list(
            row ->
                new Touching(
                    "statement",
                    text(row.getString(1)),
                    String.format(
                        Locale.ROOT, "%,d calls of %.1f ms", row.getLong(2), row.getDouble(3))),
            TOP,
            table.schema(),
            table.table(),
            STATEMENTS));
    all.addAll(
        db.list(
            row ->
                new Touching(
                    "statement",
                    "perhaps others",
                    String.format(
                        Locale.ROOT,
                        "%,d calls of any table are not kept apart: performance_schema_digests_size is %,d, and as many were there",
                        row.getLong(1),
                        row.getLong(2))),
            NOT_KEPT_APART));
  }

  private static String text(String digest) {
    String line = digest.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
  }
}
