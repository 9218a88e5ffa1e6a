package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.MarksTable;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.WritersSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether the user may do all that the migration needs; what is lacking is told at once. */
final class PrivilegeCheck {
  /** A server lets alter a table whoever might have made it. */
  private static final List<String> TABLE =
      List.of("SELECT", "INSERT", "UPDATE", "CREATE", "ALTER");

  private static final List<String> MARKS =
      List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP");

  private static final int NO_TABLE_PRIVILEGE = 1142;

  private final Grants grants;
  private final String user;
  private final Findings findings;

  private PrivilegeCheck(Grants grants, String user, Findings findings) {
    this.grants = grants;
    this.user = user;
    this.findings = findings;
  }

  static void look(Db db, MigrationSpec spec, Findings findings) throws SQLException {
    String account = db.text("SELECT CURRENT_USER()");
    int at = account.lastIndexOf('@');
    String user =
        Quoting.identifier(account.substring(0, at))
            + "@"
            + Quoting.identifier(account.substring(at + 1));
    new PrivilegeCheck(Grants.of(db), user, findings).look(db, spec);
  }

  private void look(Db db, MigrationSpec spec) throws SQLException {
    lacking(
        "no-replication-privilege",
        "may not read the server's log",
        "*.*",
        Stream.of("REPLICATION SLAVE", "REPLICATION CLIENT").filter(p -> !grants.everywhere(p)));
    TableName table = spec.table();
    var onTable = new ArrayList<>(TABLE);
    if (!spec.indexes().isEmpty()) {
      onTable.add("INDEX");
    }
    if (spec.writers().gate() == WritersSpec.Gate.TRIGGER) {
      onTable.add("TRIGGER");
    }
    lacking(
        "no-table-privilege",
        "may not read, fill and alter " + table,
        Quoting.table(table),
        onTable.stream().filter(p -> !grants.onTable(p, table)));
    String database = table.schema();
    lacking(
        "no-create-privilege",
        "may not keep a table of marks (%s...) in the database %s"
            .formatted(MarksTable.PREFIX, database),
        Quoting.identifier(database) + ".*",
        MARKS.stream().filter(p -> !grants.inDatabase(p, database)));
    lacking(
        "no-temporary-privilege",
        "may not create temporary tables, on which types and values are tried first",
        Quoting.identifier(database) + ".*",
        Stream.of("CREATE TEMPORARY TABLES").filter(p -> !grants.inDatabase(p, database)));
    readJson(db);
    monitor();
    mark(db);
  }

  /**
   * Keys are bound as one table of JSON. An early 8.0 (seen on 8.0.12) asks for a privilege on that
   * as if it were somebody's table, and only one on all tables will do.
   */
  private void readJson(Db db) throws SQLException {
    try {
      db.ask("SELECT infill_n FROM JSON_TABLE('[1]', '$[*]' COLUMNS (infill_n INT PATH '$')) AS j");
    } catch (SQLException e) {
      if (e.getErrorCode() != NO_TABLE_PRIVILEGE) {
        throw e;
      }
      findings.error(
          "no-table-privilege",
          "The user %s may not use JSON_TABLE, by which keys are told to this server: it asks for SELECT on all tables before it lets anybody."
              .formatted(user),
          "GRANT SELECT ON *.* TO %s; or upgrade the server.".formatted(user));
    }
  }

  private void lacking(String code, String what, String on, Stream<String> privileges) {
    var missing = privileges.toList();
    if (!missing.isEmpty()) {
      findings.error(
          code,
          "The user %s %s.".formatted(user, what),
          "GRANT %s ON %s TO %s".formatted(String.join(", ", missing), on, user));
    }
  }

  private void monitor() {
    var missing = new ArrayList<String>();
    if (!grants.everywhere("PROCESS")) {
      missing.add("GRANT PROCESS ON *.* TO " + user);
    }
    if (!grants.inDatabase("SELECT", "performance_schema")) {
      missing.add("GRANT SELECT ON performance_schema.* TO " + user);
    }
    if (!missing.isEmpty()) {
      findings.warning(
          "no-monitor-privilege",
          "The user %s does not see what other sessions do. A pace signal that can't be read counts as"
                  .formatted(user)
              + " bad, so nothing is filled.",
          String.join("; ", missing)
              + "; or switch off activeSessions, lockWaiters, historyLength and redoLog under limits.pace.");
    }
  }

  private void mark(Db db) throws SQLException {
    if (!ServerCheck.ownMark(db)) {
      findings.warning(
          "own-writes-unmarked",
          "The user %s may not mark its sessions, so what they write is looked at again when it comes through the log (%s)."
              .formatted(user, OwnWrites.APPLIED),
          "GRANT %s ON *.* TO %s"
              .formatted(
                  db.version().atLeast(8, 0, 14)
                      ? "SESSION_VARIABLES_ADMIN"
                      : "SYSTEM_VARIABLES_ADMIN",
                  user));
    }
  }
}
