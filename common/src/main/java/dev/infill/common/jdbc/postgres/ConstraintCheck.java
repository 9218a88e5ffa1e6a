package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.postgres.TypeCheck.ColumnType;
import dev.infill.common.postgres.Expression;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the constraints and indexes that come at the end will be taken by the server then. */
final class ConstraintCheck {
  private final Db db;
  private final MigrationSpec spec;
  private final Map<String, ColumnType> types;
  private final Findings findings;
  private final String table;

  private ConstraintCheck(
      Db db, MigrationSpec spec, Map<String, ColumnType> types, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.types = types;
    this.findings = findings;
    this.table = Quoting.table(spec.table());
  }

  /**
   * @param types of those columns whose type can be used
   */
  static void look(Db db, MigrationSpec spec, Map<String, ColumnType> types, Findings findings)
      throws SQLException {
    var check = new ConstraintCheck(db, spec, types, findings);
    IndexCheck.look(db, spec, types, findings);
    for (ColumnSpec column : spec.columns()) {
      var type = types.get(column.name());
      if (column.constraints().references().isPresent()) {
        new ReferenceCheck(db, spec, column, findings).look(types);
      }
      if (type != null && column.constraints().defaultValue().isPresent()) {
        check.defaultValue(column.constraints().defaultValue().get(), type);
      }
      // A check may name all of the columns.
      if (types.size() == spec.columns().size() && column.constraints().check().isPresent()) {
        check.check(column);
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

  /** Over the table as it will be, with the new columns. */
  private void check(ColumnSpec column) throws SQLException {
    String code = "bad-check";
    String text = column.constraints().check().orElseThrow();
    if (escapes(code, "check", text)) {
      return;
    }
    String name = Quoting.identifier(spec.table().table());
    try {
      db.ask(
          "SELECT FROM (SELECT %1$s.*, %2$s FROM %3$s) AS %1$s WHERE (%4$s) LIMIT 0"
              .formatted(name, added(), table, Quoting.forDriver(text)));
    } catch (SQLException e) {
      findings.error(
          code,
          "The check can't be used: %s.".formatted(SpecText.of(e)),
          "Write a condition over the columns of %s.".formatted(spec.table()));
    }
    String constraint = CheckConstraint.name(spec, column);
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

  private String added() {
    return spec.columnNames().stream()
        .map(
            column ->
                "CAST(NULL AS %s) AS %s"
                    .formatted(types.get(column).formatted(), Quoting.identifier(column)))
        .collect(Collectors.joining(", "));
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
