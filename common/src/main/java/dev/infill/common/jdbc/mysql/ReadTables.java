package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Expression;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.LookupSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which tables the values' own queries read: those of which the server takes a metadata lock when
 * it is asked how it would compute one. It takes it of each table that it opens, also of one that a
 * view or a stored function leads to, and before it leaves anything out that it can do without.
 *
 * <p>The table itself is not opened for the row: a trial of its columns stands there under its
 * name. So it is among them only where a query looks into it.
 */
final class ReadTables {
  /** The server opens some of their tables without a lock that is told. */
  private static final Set<String> CATALOG =
      Set.of("information_schema", "performance_schema", "mysql", "sys");

  private static final String OPENED =
      """
      SELECT DISTINCT l.object_schema, l.object_name
        FROM performance_schema.metadata_locks l
        JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id
       WHERE t.processlist_id = CONNECTION_ID() AND l.object_type = 'TABLE'
         AND l.object_schema <> 'performance_schema'
      """;

  private final Db db;
  private final MigrationSpec spec;
  private final Trial trial;
  private final Findings findings;
  private final Set<TableName> read = new HashSet<>();

  /**
   * @param trial with the columns of the table
   */
  ReadTables(Db db, MigrationSpec spec, Trial trial, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.trial = trial;
    this.findings = findings;
  }

  /** Those of all values that were looked at. */
  Set<TableName> all() {
    return Set.copyOf(read);
  }

  /**
   * Every table that a value reads must be followed, and the migrated one can't be.
   *
   * @param named the value, as a sentence begins with it
   * @return whether that is so
   */
  boolean check(String named, Expression value, String text) throws SQLException {
    if (value.namesIn(CATALOG)) {
      refuse(
          named + " looks into the server's own catalog, whose changes are in no log.",
          "Compute it from tables of the application.");
      return false;
    }
    Set<TableName> opened;
    try {
      if (opened("SELECT 1 FROM " + Quoting.table(spec.table())).isEmpty()) {
        return unseen(named, "the server does not tell of metadata locks");
      }
      opened = opened("SELECT %s FROM %s".formatted(text, trial.as(spec.table())));
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) {
        throw e;
      }
      return unseen(named, "the user may not see metadata locks");
    }
    read.addAll(opened);
    return followed(named, opened);
  }

  private boolean followed(String named, Set<TableName> opened) {
    var known = spec.lookups().stream().map(LookupSpec::table).toList();
    boolean all = true;
    for (TableName other : opened) {
      if (other.equals(spec.table())) {
        refuse(
            named + " looks into other rows of %s itself.".formatted(other),
            "Compute it from the row alone and from other tables: a row's change would have to be followed from row to row.");
        all = false;
      } else if (!known.contains(other)) {
        refuse(
            named + " looks into %s, whose changes are not followed.".formatted(other),
            "Add it to lookups, with the condition by which a row of it leads to those that depend on it; or compute the value from the row alone.");
        all = false;
      }
    }
    return all;
  }

  private boolean unseen(String named, String why) {
    refuse(
        named + " looks into other tables, and which can't be seen: %s.".formatted(why),
        "GRANT SELECT ON performance_schema.* to the user, and see that performance_schema is ON with its instrument wait/lock/metadata/sql/mdl; or compute the value from the row alone.");
    return false;
  }

  private void refuse(String sentence, String advice) {
    findings.error("value-subquery", sentence, advice);
  }

  /** The locks last as long as the transaction. */
  private Set<TableName> opened(String query) throws SQLException {
    var opened = new HashSet<TableName>();
    db.together(
        () -> {
          db.execute("EXPLAIN " + query);
          List<TableName> found =
              db.list(row -> new TableName(row.getString(1), row.getString(2)), OPENED);
          opened.addAll(found);
        });
    return opened;
  }
}
