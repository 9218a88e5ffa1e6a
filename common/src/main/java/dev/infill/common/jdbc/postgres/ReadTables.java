package dev.infill.common.jdbc.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.LookupSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which tables a value's own queries read. What a function reads within it, nobody is told. */
final class ReadTables {
  private static final JsonMapper JSON = new JsonMapper();

  /** What a view depends on, but for what the server itself brings. */
  private static final String FIND =
      """
      SELECT DISTINCT n.nspname, c.relname
        FROM pg_rewrite r
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
         AND d.refclassid = 'pg_class'::regclass
        JOIN pg_class c ON c.oid = d.refobjid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE r.ev_class = 'pg_temp.infill_looked'::regclass
         AND c.oid <> r.ev_class AND c.oid <> ?::regclass AND c.relkind <> 'S'
       ORDER BY 1, 2
      """;

  private ReadTables() {}

  /**
   * Every table that an expression reads must be followed, and the migrated one can't be.
   *
   * @param named the expression, as a sentence begins with it
   */
  static void check(Db db, MigrationSpec spec, String named, String expression, Findings findings)
      throws SQLException {
    var followed = spec.lookups().stream().map(LookupSpec::table).toList();
    for (TableName other : of(db, spec.table(), expression)) {
      if (!followed.contains(other)) {
        findings.error(
            "value-subquery",
            named + " looks into %s, whose changes are not followed.".formatted(other),
            "Add it to lookups, with the condition by which a row of it leads to those that depend on it; or compute the value from the row alone.");
      }
    }
    if (readsItself(db, spec.table(), expression)) {
      findings.error(
          "value-subquery",
          named + " looks into other rows of %s itself.".formatted(spec.table()),
          "Compute it from the row alone and from other tables: a row's change would have to be followed from row to row.");
    }
  }

  /**
   * The tables and views that an expression over the rows of a table reads besides that one, by
   * what the server planned and by what a view would depend on: the one leaves out what it can do
   * without, the other the server's own catalog.
   */
  static List<TableName> of(Db db, TableName table, String expression) throws SQLException {
    var read = new TreeMap<String, TableName>();
    dependencies(db, table, expression).forEach(other -> read.put(other.toString(), other));
    var family = family(db, table);
    for (TableName other : planned(db, table, expression).keySet()) {
      if (!family.contains(other)) {
        read.put(other.toString(), other);
      }
    }
    return List.copyOf(read.values());
  }

  /** It is asked by a temporary view that is taken back at once. */
  private static List<TableName> dependencies(Db looking, TableName table, String expression)
      throws SQLException {
    // Done also where the steps are only rehearsed: it leaves nothing.
    var db = new Db(looking.connection());
    db.connection().setAutoCommit(false);
    try {
      // The survey's sessions are read-only, which would refuse even this.
      db.execute("SET TRANSACTION READ WRITE");
      db.ask(
          "CREATE TEMPORARY VIEW infill_looked AS SELECT %s AS infill_value FROM %s"
              .formatted(expression, Quoting.table(table)));
      return db.list(
          row -> new TableName(row.getString(1), row.getString(2)), FIND, Quoting.table(table));
    } finally {
      if (!db.connection().isClosed()) {
        db.connection().rollback();
        db.connection().setAutoCommit(true);
      }
    }
  }

  /** Whether an expression over the rows of a table reads other rows of it, too. */
  private static boolean readsItself(Db db, TableName table, String expression)
      throws SQLException {
    var planned = planned(db, table, expression);
    return family(db, table).stream().anyMatch(name -> planned.getOrDefault(name, 0) > 1);
  }

  /** The table and its partitions. */
  private static List<TableName> family(Db db, TableName table) throws SQLException {
    return db.list(
        row -> new TableName(row.getString(1), row.getString(2)),
        TableTree.WITH_TREE
            + """
            SELECT n.nspname, c.relname
              FROM tree JOIN pg_class c ON c.oid = tree.oid
              JOIN pg_namespace n ON n.oid = c.relnamespace
            """,
        Quoting.table(table));
  }

  /** What the server would read, and in how many places of its plan. */
  private static Map<TableName, Integer> planned(Db db, TableName table, String expression)
      throws SQLException {
    String explained =
        String.join(
            "\n",
            db.texts(
                "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) SELECT %s FROM %s"
                    .formatted(expression, Quoting.table(table))));
    try {
      var counted = new HashMap<TableName, Integer>();
      count(JSON.readTree(explained), counted);
      return counted;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the server's plan is no JSON", e);
    }
  }

  private static void count(JsonNode node, Map<TableName, Integer> counted) {
    if (node.has("Relation Name")) {
      counted.merge(
          new TableName(node.path("Schema").asText(), node.path("Relation Name").asText()),
          1,
          Integer::sum);
    }
    node.forEach(child -> count(child, counted));
  }
}
