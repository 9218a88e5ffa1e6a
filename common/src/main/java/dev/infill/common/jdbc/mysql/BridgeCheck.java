package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.BridgeText.UnclearException;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.mysql.Expression;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether a bridge would compute what a fill does. */
final class BridgeCheck {
  /** What they give depends on the session's time zone or its language. */
  private static final Set<String> OF_SESSION =
      Set.of(
          "from_unixtime",
          "unix_timestamp",
          "date_format",
          "str_to_date",
          "dayname",
          "monthname",
          "week",
          "yearweek",
          "weekofyear",
          "format");

  private final Db db;
  private final MigrationSpec spec;
  private final ColumnFill fill;
  private final Findings findings;

  private BridgeCheck(Db db, MigrationSpec spec, ColumnFill fill, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.fill = fill;
    this.findings = findings;
  }

  /**
   * @param fill of the columns whose type can be used
   */
  static void look(Db db, MigrationSpec spec, ColumnFill fill, Findings findings)
      throws SQLException {
    if (spec.writers().gate() == Gate.TRIGGER) {
      new BridgeCheck(db, spec, fill, findings).look();
    }
  }

  private void look() throws SQLException {
    if (spec.writers().bridge() == Bridge.UNTIL_PROVEN) {
      findings.error(
          "bridge-not-proven",
          "On MySQL a bridge does not tell when it had to compute a value, so the writers are never proven while it stands.",
          "Set writers.bridge: keep, and drop its two triggers (infill_bridge_...) when all writers fill the column.");
    }
    creator();
    var text = new BridgeText(db, fill);
    for (FilledColumn column : fill.columns()) {
      if (column.inSql()) {
        computed(text, column);
      }
    }
  }

  /** The server's log could hold what a trigger does in another way than it was done. */
  private void creator() throws SQLException {
    if (db.holds("SELECT @@GLOBAL.log_bin AND NOT @@GLOBAL.log_bin_trust_function_creators")
        && !Grants.of(db).everywhere("SUPER")) {
      findings.error(
          "bridge-creator-not-trusted",
          "The server lets the user make no triggers, since it keeps a log and does not trust their creators.",
          "SET PERSIST log_bin_trust_function_creators = ON while triggers are made; with a log of rows they do no harm.");
    }
  }

  private void computed(BridgeText text, FilledColumn column) throws SQLException {
    var read = new ArrayList<Column>();
    for (String name : text.read(column)) {
      Columns.find(db, fill.table(), name).ifPresent(read::add);
    }
    var generated = read.stream().filter(Column::generated).map(Column::name).toList();
    if (!generated.isEmpty()) {
      findings.error(
          "bridge-generated-column",
          "The value of %s reads generated columns, which the server computes only after the bridge: %s."
              .formatted(column.name(), String.join(", ", generated)),
          "Write what they are generated from in their place.");
      return;
    }
    ofSession(column, read);
    try {
      text.prove(column);
    } catch (UnclearException e) {
      refuse(column, e.getMessage());
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) { // which is told with the other privileges
        refuse(column, SpecText.of(e));
      }
    }
  }

  private void ofSession(FilledColumn column, List<Column> read) {
    var why = new ArrayList<String>();
    read.stream()
        .filter(there -> there.type().startsWith("timestamp"))
        .forEach(there -> why.add(there.name()));
    new Expression(column.value())
        .words().stream().filter(OF_SESSION::contains).sorted().forEach(why::add);
    if (!why.isEmpty()) {
      findings.error(
          "bridge-session-settings",
          "The value of %s depends on the session's time zone or language, and a bridge computes in the application's: %s."
              .formatted(column.name(), String.join(", ", why)),
          "Compute it from other columns, or have the application fill the column (gate: application).");
    }
  }

  private void refuse(FilledColumn column, String why) {
    findings.error(
        "bad-bridge",
        "No trigger can compute the value of %s: %s.".formatted(column.name(), why),
        "Write it so that a column could be generated from it, or have the application fill the column (gate: application).");
  }
}
