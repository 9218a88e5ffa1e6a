package dev.infill.common.jdbc.schema;

import dev.infill.common.jdbc.schema.TypeCheck.ColumnType;
import dev.infill.common.postgres.Expression;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.Optional;

/** Whether the constraints and indexes that come at the end will be taken by the server then. */
final class ConstraintCheck {
  private final Db db;
  private final MigrationSpec spec;
  private final Findings findings;
  private final String table;

  private ConstraintCheck(Db db, MigrationSpec spec, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.findings = findings;
    this.table = Quoting.table(spec.table());
  }

  static void look(Db db, MigrationSpec spec, Optional<ColumnType> type, Findings findings)
      throws SQLException {
    var check = new ConstraintCheck(db, spec, findings);
    IndexCheck.look(db, spec, type, findings);
    if (spec.constraints().references().isPresent()) {
      new ReferenceCheck(db, spec, spec.constraints().references().get(), findings).look(type);
    }
    if (type.isPresent()) {
      if (spec.constraints().defaultValue().isPresent()) {
        check.defaultValue(spec.constraints().defaultValue().get(), type.get());
      }
      if (spec.constraints().check().isPresent()) {
        check.check(spec.constraints().check().get(), type.get());
      }
    }
  }

  private void defaultValue(String text, ColumnType type) throws SQLException {
    String code = "bad-default";
    if (escapes(code, "default", text)) {
      return;
    }
    try {
      db.ask(
          "SELECT CAST((%s) AS %s) LIMIT 0".formatted(Quoting.forDriver(text), type.formatted()));
    } catch (SQLException e) {
      findings.error(
          code,
          "The default can't be used: %s.".formatted(SpecText.of(e)),
          "Write an expression of type %s that names no column.".formatted(type.formatted()));
    }
  }

  /** Over the table as it will be, with the new column. */
  private void check(String text, ColumnType type) throws SQLException {
    String code = "bad-check";
    if (escapes(code, "check", text)) {
      return;
    }
    String name = Quoting.identifier(spec.table().table());
    try {
      db.ask(
          "SELECT FROM (SELECT %1$s.*, CAST(NULL AS %2$s) AS %3$s FROM %4$s) AS %1$s WHERE (%5$s) LIMIT 0"
              .formatted(
                  name,
                  type.formatted(),
                  Quoting.identifier(spec.column().name()),
                  table,
                  Quoting.forDriver(text)));
    } catch (SQLException e) {
      findings.error(
          code,
          "The check can't be used: %s.".formatted(SpecText.of(e)),
          "Write a condition over the columns of %s.".formatted(spec.table()));
    }
    String constraint = CheckConstraint.name(spec);
    if (db.holds(
        "SELECT true FROM pg_constraint WHERE conrelid = ?::regclass AND conname = ?",
        table,
        constraint)) {
      findings.error(
          "constraint-exists",
          "%s has a constraint %s already.".formatted(spec.table(), constraint),
          "Rename it, or choose another name for the column.");
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
