package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.mysql.Expression;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the constraints and indexes that come at the end will be taken by the server then. */
final class ConstraintCheck {
  private final Db db;
  private final MigrationSpec spec;
  private final Map<String, String> types;
  private final Findings findings;

  private ConstraintCheck(Db db, MigrationSpec spec, Map<String, String> types, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.types = types;
    this.findings = findings;
  }

  /**
   * @param types of those columns whose type can be used, as {@code SHOW CREATE TABLE} writes them
   */
  static void look(Db db, MigrationSpec spec, Map<String, String> types, Findings findings)
      throws SQLException {
    var check = new ConstraintCheck(db, spec, types, findings);
    IndexCheck.look(db, spec, types, findings);
    for (ColumnSpec column : spec.columns()) {
      if (column.constraints().references().isPresent()) {
        new ReferenceCheck(db, spec, column, findings).look(types);
      }
      if (types.containsKey(column.name()) && column.constraints().defaultValue().isPresent()) {
        check.defaultValue(column);
      }
      // A check may name all of the columns.
      if (types.size() == spec.columns().size() && column.constraints().check().isPresent()) {
        check.check(column);
      }
      if (column.constraints().notNull()) {
        check.notNull(column);
      }
    }
  }

  private void defaultValue(ColumnSpec column) throws SQLException {
    String code = "bad-default";
    String text = column.constraints().defaultValue().orElseThrow();
    if (escapes(code, "default", text)) {
      return;
    }
    String type = types.get(column.name());
    if (!new Expression(text).isLiteral() && !db.version().atLeast(8, 0, 13)) {
      findings.error(
          code,
          "The default can't be used: the server, of version %s, takes literals only."
              .formatted(db.version()),
          "Write a text or a number, or upgrade the server.");
      return;
    }
    var refused =
        refused(
            List.of(
                "%s %s DEFAULT %s"
                    .formatted(
                        Quoting.identifier("infill_default"),
                        type,
                        ConstraintDdl.defaultValue(type, text))));
    if (refused.isPresent()) {
      findings.error(
          code,
          "The default can't be used: %s.".formatted(SpecText.of(refused.get())),
          "Write an expression of type %s that names no other column.".formatted(type));
    }
  }

  /** Over the table as it will be, with the new columns. */
  private void check(ColumnSpec column) throws SQLException {
    String code = "bad-check";
    String text = column.constraints().check().orElseThrow();
    String name = CheckConstraint.name(spec, column);
    if (!CheckConstraint.known(db.version())) {
      findings.error(
          code,
          "The check can't be used: the server, of version %s, reads checks and forgets them."
              .formatted(db.version()),
          "Leave it out, or upgrade the server to 8.0.16 or later.");
      return;
    }
    if (escapes(code, "check", text)) {
      return;
    }
    var refused = refused(List.of("CONSTRAINT infill_check CHECK (%s)".formatted(text)));
    if (refused.isPresent()) {
      findings.error(
          code,
          "The check can't be used: %s.".formatted(SpecText.of(refused.get())),
          "Write a condition over the columns of %s.".formatted(spec.table()));
    }
    exists(name);
    alone("The check " + name);
  }

  /** What lets nobody write while the server works through the table. */
  private void alone(String what) {
    if (spec.limits().allowRebuild()) {
      warnAlone(findings, what, spec);
    } else {
      findings.error(
          "constraint-needs-rebuild",
          "%s can't be added to %s beside its writers: the server copies the table, and lets nobody write meanwhile."
              .formatted(what, spec.table()),
          "Leave it out; or set limits.allowRebuild: true, and let the migration come to its constraints when nobody has to write.");
    }
  }

  static void warnAlone(Findings findings, String what, MigrationSpec spec) {
    findings.warning(
        "writers-locked-out",
        "%s is added while nobody can write %s, for as long as the server works through the whole table."
            .formatted(what, spec.table()),
        "Let the migration come to its constraints when nobody has to write, or leave it out.");
  }

  private void notNull(ColumnSpec column) {
    if (spec.limits().allowRebuild()) {
      findings.warning(
          "constraint-rebuilds",
          "NOT NULL on %s rebuilds %s beside its writers: the server writes every row again, and needs as much disk once more."
              .formatted(column.name(), spec.table()),
          "Have the disk; and mind that replicas do the same only when the server is done, and fall behind as long.");
    } else {
      findings.error(
          "constraint-needs-rebuild",
          "NOT NULL on %s rebuilds %s, and no CHECK that says the same is added without a copy of the table."
              .formatted(column.name(), spec.table()),
          "Set limits.allowRebuild: true, or leave notNull out.");
    }
  }

  /** Names of checks and foreign keys are those of a database, and not of a table. */
  static boolean exists(Db db, MigrationSpec spec, String name) throws SQLException {
    return db.holds(
        """
        SELECT true FROM information_schema.table_constraints
         WHERE constraint_schema = ? AND constraint_name = ?
           AND constraint_type IN ('CHECK', 'FOREIGN KEY')
        """,
        spec.table().schema(),
        name);
  }

  private void exists(String name) throws SQLException {
    if (exists(db, spec, name)) {
      findings.error(
          "constraint-exists",
          "%s has a constraint %s already.".formatted(spec.table().schema(), name),
          "Rename it, or choose another name for the column.");
    }
  }

  /** Why the server does not take definitions in a copy of the table; empty where it does. */
  private Optional<SQLException> refused(List<String> definitions) throws SQLException {
    return refused(db, spec, types, definitions);
  }

  static Optional<SQLException> refused(
      Db db, MigrationSpec spec, Map<String, String> types, List<String> definitions)
      throws SQLException {
    var all = new ArrayList<String>();
    types.forEach((name, type) -> all.add(Quoting.identifier(name) + " " + type + " NULL"));
    all.addAll(definitions);
    try {
      EmptyCopy.with(db, spec.table(), all).close();
      return Optional.empty();
    } catch (SQLException e) {
      // That no temporary table may be made is told with the other privileges.
      return Privileges.lacking(e) ? Optional.empty() : Optional.of(e);
    }
  }

  private boolean escapes(String code, String what, String text) {
    var expression = new Expression(text);
    var escape =
        expression
            .escape()
            .or(
                () ->
                    expression.hasQuery()
                        ? Optional.of("it holds a query of its own")
                        : Optional.empty());
    escape.ifPresent(
        why ->
            findings.error(
                code,
                "The %s can't be used: %s.".formatted(what, why),
                "Write one SQL expression and nothing else."));
    return escape.isPresent();
  }
}
