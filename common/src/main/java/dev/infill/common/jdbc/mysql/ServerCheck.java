package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.LookupSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the server's log tells all that has to be known, for as long as it must. */
final class ServerCheck {
  private static final int NEWEST = 9;

  /** What a capture that stood still over a weekend's night needs at the least. */
  private static final Duration SHORT = Duration.ofDays(1);

  private static final int UNKNOWN_VARIABLE = 1193;

  private final Db db;
  private final MigrationSpec spec;
  private final Findings findings;

  private ServerCheck(Db db, MigrationSpec spec, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.findings = findings;
  }

  /** Whether the rest can be asked of it. */
  static boolean look(Db db, MigrationSpec spec, Findings findings) throws SQLException {
    var check = new ServerCheck(db, spec, findings);
    if (!check.version()) {
      return false;
    }
    if (db.holds("SELECT @@GLOBAL.read_only")) {
      findings.error(
          "standby",
          "The server is read-only, as a replica is.",
          "Name the primary's URL; or SET GLOBAL read_only = OFF.");
    }
    if (db.holds("SELECT @@GLOBAL.log_bin")) {
      check.log();
    } else {
      findings.error(
          "binlog-off",
          "The server keeps no binary log, so changes can't be captured.",
          "Start the server with log_bin and a server_id.");
    }
    return true;
  }

  private boolean version() throws SQLException {
    var version = db.version();
    if (!version.atLeast(8, 0, 12)) {
      findings.error(
          "server-version",
          "The server is MySQL %s; 8.0.12 to %d are supported.".formatted(version, NEWEST),
          "Upgrade the server.");
      return false;
    }
    if (version.major() > NEWEST) {
      findings.warning(
          "server-version-untried",
          "The server is MySQL %s; up to %d were tried.".formatted(version, NEWEST),
          "Try the migration on a copy first.");
    }
    return true;
  }

  private void log() throws SQLException {
    String format = db.text("SELECT @@GLOBAL.binlog_format");
    if (!format.equals("ROW")) {
      findings.error(
          "binlog-format",
          "The server's binlog_format is %s, and change capture needs ROW.".formatted(format),
          "SET PERSIST binlog_format = 'ROW', and have the application's sessions begin anew.");
    }
    if (!variable("binlog_row_value_options").orElse("").isEmpty()) {
      findings.error(
          "binlog-partial-json",
          "The server logs only parts of changed JSON documents, which change capture does not read.",
          "SET PERSIST binlog_row_value_options = '', and have the application's sessions begin anew.");
    }
    if (!db.holds("SELECT @@GLOBAL.binlog_order_commits")
        && !db.text("SELECT @@GLOBAL.gtid_mode").equals("ON")) {
      findings.error(
          "commit-order",
          "The server commits in another order than its log has (binlog_order_commits is OFF), and names no transactions by which that could be told (gtid_mode is not ON).",
          "SET PERSIST binlog_order_commits = ON.");
    }
    expiry();
    filters();
    unlogged();
  }

  private void expiry() throws SQLException {
    long seconds = Long.parseLong(db.text("SELECT @@GLOBAL.binlog_expire_logs_seconds"));
    if (seconds == 0) {
      seconds = 86_400 * Long.parseLong(variable("expire_logs_days").orElse("0"));
    }
    if (seconds > 0 && seconds < SHORT.toSeconds()) {
      findings.warning(
          "binlog-expires-soon",
          "The server drops its log after %d seconds. A capture that stands still as long begins anew, and all rows are checked again."
              .formatted(seconds),
          "SET PERSIST binlog_expire_logs_seconds = 259200 (three days) for the time of the migration.");
    }
  }

  private void filters() throws SQLException {
    try {
      var filtered =
          db.first(
              row -> leftOut(row.getString("Binlog_Do_DB"), row.getString("Binlog_Ignore_DB")),
              BinlogPosition.statement(db));
      for (String database : filtered.orElse(List.of())) {
        findings.error(
            "binlog-filtered",
            "The server leaves the database %s out of its log.".formatted(database),
            "Start the server without binlog_ignore_db and binlog_do_db.");
      }
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) { // which is told with the other privileges
        throw e;
      }
    }
  }

  /** Of the databases whose tables have to be captured. */
  private List<String> leftOut(String only, String ignored) {
    return Stream.concat(Stream.of(spec.table()), spec.lookups().stream().map(LookupSpec::table))
        .map(TableName::schema)
        .distinct()
        .filter(
            database ->
                !(only.isEmpty() || List.of(only.split(",")).contains(database))
                    || List.of(ignored.split(",")).contains(database))
        .toList();
  }

  /** Sessions that may set so can hide what they write, now or later; these do it now. */
  private void unlogged() throws SQLException {
    var sessions = new ArrayList<String>();
    try {
      sessions.addAll(
          db.texts(
              """
              SELECT DISTINCT CONCAT('connection ', t.processlist_id, ' of user ',
                                     COALESCE(t.processlist_user, 'unknown'))
                FROM performance_schema.variables_by_thread v
                JOIN performance_schema.threads t ON t.thread_id = v.thread_id
               WHERE v.variable_name = 'sql_log_bin' AND v.variable_value = 'OFF'
                  OR v.variable_name = 'binlog_format' AND v.variable_value <> 'ROW'
                  OR v.variable_name = 'binlog_row_value_options' AND v.variable_value <> ''
               ORDER BY 1 LIMIT 3
              """));
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) {
        throw e;
      }
    }
    if (!sessions.isEmpty()) {
      findings.warning(
          "unlogged-sessions",
          "Sessions write no log of whole rows, so what they change of the table is not seen: %s."
              .formatted(String.join("; ", sessions)),
          "See that they don't write the table, or end them.");
    }
  }

  private Optional<String> variable(String name) throws SQLException {
    try {
      return Optional.of(db.text("SELECT @@GLOBAL." + name));
    } catch (SQLException e) {
      if (e.getErrorCode() != UNKNOWN_VARIABLE) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Whether our sessions may bear a number by which the log tells their writes. */
  static boolean ownMark(Db db) throws SQLException {
    try {
      db.execute("SET SESSION pseudo_thread_id = @@SESSION.pseudo_thread_id");
      return true;
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) {
        throw e;
      }
      return false;
    }
  }
}
