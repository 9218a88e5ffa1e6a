package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.postgres.Expression;
import java.sql.SQLException;
import java.util.Optional;

/** Whether the column's type is one that the server knows, can add at once, and can compare. */
final class TypeCheck {
  /** How the server prints what comes before the type. */
  private static final String PREFIX = "NULL::";

  /**
   * @param oid as the catalog knows it
   * @param formatted as the server formats it, with its modifiers
   */
  record ColumnType(long oid, String formatted) {}

  private final Db db;
  private final Findings findings;

  TypeCheck(Db db, Findings findings) {
    this.db = db;
    this.findings = findings;
  }

  Optional<ColumnType> look(String type) throws SQLException {
    var escape = new Expression(type).escape();
    if (escape.isPresent()) {
      bad(type, escape.get());
      return Optional.empty();
    }
    ColumnType known;
    try {
      known = resolve(type);
    } catch (SQLException e) {
      bad(type, SpecText.of(e));
      return Optional.empty();
    }
    plain(known);
    comparable(known);
    return Optional.of(known);
  }

  /** The server writes a type with its modifiers only where it prints an expression. */
  private ColumnType resolve(String type) throws SQLException {
    long oid = Long.parseLong(db.text("SELECT pg_typeof(CAST(NULL AS " + type + "))::oid::text"));
    String formatted =
        PlanText.output(db, "SELECT CAST(NULL AS " + type + ")")
            .filter(output -> output.startsWith(PREFIX))
            .map(output -> output.substring(PREFIX.length()))
            .orElse(db.text("SELECT format_type(?::oid, NULL)", oid));
    return new ColumnType(oid, formatted);
  }

  /** A domain with a constraint or a default makes the server rewrite or scan the whole table. */
  private void plain(ColumnType type) throws SQLException {
    if (db.holds(
        """
        WITH RECURSIVE base AS (
          SELECT * FROM pg_type WHERE oid = ?::oid
          UNION ALL SELECT t.* FROM pg_type t JOIN base b ON t.oid = b.typbasetype)
        SELECT bool_or(typtype = 'd' AND (typnotnull OR typdefault IS NOT NULL
                 OR EXISTS (SELECT FROM pg_constraint c WHERE c.contypid = base.oid)))
          FROM base
        """,
        type.oid())) {
      findings.error(
          "bad-type",
          "%s is a domain with a constraint or a default, and adding such a column rewrites the table."
              .formatted(type.formatted()),
          "Use the domain's base type, and the constraint as the spec's check.");
    }
  }

  private void comparable(ColumnType type) throws SQLException {
    try {
      db.ask("SELECT DISTINCT CAST(NULL AS %s) AS v".formatted(type.formatted()));
    } catch (SQLException e) {
      findings.error(
          "type-not-comparable",
          "Values of type %s can't be compared, so it can't be seen whether a row is right."
              .formatted(type.formatted()),
          "Use a type that has an equality: jsonb in place of json, text in place of xml.");
    }
  }

  private void bad(String type, String why) {
    findings.error(
        "bad-type",
        "The type %s can't be used: %s.".formatted(type, why),
        "Name a type of the server.");
  }
}
