package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.postgres.TypeCheck.ColumnType;
import dev.infill.common.model.Sync;
import dev.infill.common.postgres.Expression;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.postgres.SqlStates;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.WritersSpec;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the value is one expression over one row, of a type that the column takes, and gives the
 * same whenever it is computed.
 */
final class ValueCheck {
  /** They read clock or session, though the server calls most of them stable. */
  private static final Set<String> CHANGING_CALLS =
      Set.of(
          "now",
          "age",
          "transaction_timestamp",
          "statement_timestamp",
          "current_setting",
          "txid_current",
          "pg_current_xact_id");

  /** So do these, without parentheses; none can be the name of a column of the table. */
  private static final Set<String> CHANGING_WORDS =
      Set.of(
          "current_timestamp",
          "current_date",
          "current_time",
          "localtime",
          "localtimestamp",
          "current_user",
          "session_user",
          "user",
          "current_role",
          "current_schema",
          "ctid",
          "xmin",
          "xmax",
          "cmin",
          "cmax");

  private final Db db;
  private final MigrationSpec spec;
  private final ColumnSpec column;
  private final Findings findings;
  private final String named;
  private final Expression value;
  private final String text;
  private final String table;

  ValueCheck(Db db, MigrationSpec spec, ColumnSpec column, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.column = column;
    this.named = "The value of " + column.name();
    this.findings = findings;
    this.value = new Expression(column.value());
    this.text = "(" + Quoting.forDriver(column.value()) + ")";
    this.table = Quoting.table(spec.table());
  }

  void look(Optional<ColumnType> type) throws SQLException {
    var escape = value.escape();
    if (escape.isPresent()) {
      notAnExpression(escape.get());
      return;
    }
    if (!understood() || !ofOneRow()) {
      return;
    }
    if (value.hasQuery()) {
      ReadTables.check(db, spec, named, text, findings);
    }
    wholeRow();
    generated();
    if (keeps() && type.isPresent()) {
      fits(type.get());
    }
  }

  private boolean understood() throws SQLException {
    try {
      db.ask("SELECT " + text + " FROM " + table + " LIMIT 0");
      return true;
    } catch (SQLException e) {
      String said = SpecText.of(e);
      if (SqlStates.UNDEFINED_COLUMN.equals(e.getSQLState())) {
        findings.error(
            "unknown-column",
            named + " names a column that %s does not have: %s.".formatted(spec.table(), said),
            "Name columns of the table; a text stands in single quotes.");
      } else {
        notAnExpression(said);
      }
      return false;
    }
  }

  /** In a condition the server refuses aggregates, windows and sets by itself. */
  private boolean ofOneRow() throws SQLException {
    try {
      db.ask("SELECT FROM " + table + " WHERE (" + text + " IS NULL) LIMIT 0");
      return true;
    } catch (SQLException e) {
      findings.error(
          "value-aggregate",
          named + " does not follow from one row: %s.".formatted(SpecText.of(e)),
          "Compute it from the row alone, without aggregates, windows and sets.");
      return false;
    }
  }

  private void wholeRow() throws SQLException {
    String query = "SELECT " + text + " FROM " + table;
    var output = PlanText.output(db, query);
    boolean looked = value.hasQuery() && PlanText.has(db, query, wholeName());
    if (looked || output.map(Expression::new).map(Expression::hasWholeRow).orElse(false)) {
      findings.error(
          "value-whole-row",
          named + " takes the row as a whole, so also the column that it is for.",
          "Name the columns that it needs.");
    }
  }

  /** How the server writes the row as a whole, within a query of the value's own. */
  private String wholeName() {
    String name = spec.table().table();
    return (name.matches("[a-z_][a-z0-9_]*") ? name : Quoting.identifier(name)) + ".*";
  }

  /** Whether it gives the same whenever it is computed, or need not. */
  private boolean keeps() throws SQLException {
    boolean isVolatile =
        PlanText.has(
            db,
            "WITH v AS (SELECT " + text + " AS v FROM " + table + ") SELECT v FROM v",
            "CTE Scan");
    var changing = changing();
    if (column.sync() == Sync.DERIVED && (isVolatile || changing.isPresent())) {
      findings.error(
          "value-volatile",
          named
              + " is another one each time it is computed"
              + changing.map(word -> " (" + word + ")").orElse(": it calls a volatile function")
              + ", so no row could ever be found right.",
          "Use an immutable expression, declare the function IMMUTABLE if it is, or set sync: initial.");
      return false;
    }
    if (!isVolatile && changing.isEmpty()) {
      stable();
      constant();
    }
    return true;
  }

  private Optional<String> changing() {
    return Stream.concat(
            value.calls().stream()
                .map(call -> call.toLowerCase(Locale.ROOT))
                .filter(CHANGING_CALLS::contains),
            value.words().stream().filter(CHANGING_WORDS::contains))
        .findFirst();
  }

  private void stable() throws SQLException {
    var names =
        db.texts(
            """
            SELECT DISTINCT proname FROM pg_proc
             WHERE provolatile = 's' AND proname = ANY (?::text[]) ORDER BY 1
            """,
            db.connection().createArrayOf("text", value.calls().toArray()));
    if (column.sync() == Sync.DERIVED && !names.isEmpty()) {
      findings.warning(
          "value-stable",
          named
              + " may depend on the session's settings, by %s; ours are UTC and ISO dates."
                  .formatted(String.join(", ", names)),
          "See that the application computes it under the same settings.");
    }
  }

  private void constant() throws SQLException {
    if (value.hasQuery()) {
      return; // which is not to be run here
    }
    try {
      db.ask("SELECT " + text);
    } catch (SQLException e) {
      // It names columns: the usual case.
      SpecText.of(e);
      return;
    }
    findings.note(
        "constant-default",
        named + " is the same for every row, and needs no fill.",
        "ALTER TABLE %s ADD COLUMN ... DEFAULT %s does the same at once.".formatted(table, text));
  }

  /**
   * Before an insert the server has not computed generated columns yet, so a trigger does; where
   * partitions generate them each in its own way it can't.
   */
  private void generated() throws SQLException {
    if (spec.writers().gate() != WritersSpec.Gate.TRIGGER) {
      return;
    }
    var names =
        db.texts(
            TableTree.WITH_TREE
                + """
                SELECT a.attname
                  FROM tree JOIN pg_attribute a ON a.attrelid = tree.oid AND a.attgenerated <> ''
                  JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                 GROUP BY a.attname HAVING count(DISTINCT pg_get_expr(d.adbin, d.adrelid)) > 1
                """,
            table);
    for (String name : names) {
      if (column.value().contains(name)) {
        findings.error(
            "bridge-generated-column",
            named
                + " names the generated column %s, which partitions generate each in its own way."
                    .formatted(name),
            "Name the columns that it is generated from, or choose another gate.");
      }
    }
  }

  private void fits(ColumnType type) throws SQLException {
    if (value.isUntypedLiteral()) {
      try {
        db.ask("SELECT CAST(" + text + " AS " + type.formatted() + ")");
      } catch (SQLException e) {
        wrongType(named + " is no %s: %s.".formatted(type.formatted(), SpecText.of(e)), type);
      }
      return;
    }
    String from =
        db.text(
            "SELECT pg_typeof(CASE WHEN false THEN "
                + text
                + " END)::oid FROM (SELECT) AS infill_one LEFT JOIN "
                + table
                + " ON false");
    if (!Assignment.allows(db, Long.parseLong(from), type.oid())) {
      String name = db.text("SELECT format_type(?::oid, NULL)", Long.parseLong(from));
      wrongType(
          named
              + " is of type %s, and the column of type %s does not take it."
                  .formatted(name, type.formatted()),
          type);
    } else {
      besideOthers(type);
    }
  }

  /** Written with other columns, a first value stands in a CASE with the one that is there. */
  private void besideOthers(ColumnType type) throws SQLException {
    if (column.sync() != Sync.INITIAL || spec.columns().size() == 1) {
      return;
    }
    String present = "CAST(NULL AS %s)".formatted(type.formatted());
    try {
      db.ask(
          "SELECT CASE WHEN %1$s IS NULL THEN %2$s ELSE %1$s END FROM %3$s LIMIT 0"
              .formatted(present, text, table));
    } catch (SQLException e) {
      wrongType(
          named
              + " and the column of type %s don't go together: %s."
                  .formatted(type.formatted(), SpecText.of(e)),
          type);
    }
  }

  private void wrongType(String sentence, ColumnType type) {
    findings.error(
        "value-wrong-type",
        sentence,
        "Write CAST(... AS %s), or change the column's type.".formatted(type.formatted()));
  }

  private void notAnExpression(String why) {
    findings.error(
        "value-not-an-expression",
        named + " can't be used: %s.".formatted(why),
        "Write one SQL expression over the columns of %s.".formatted(spec.table()));
  }
}
