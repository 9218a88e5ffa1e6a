package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.mysql.ColumnType;
import dev.infill.common.mysql.Expression;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.ColumnSpec;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Whether the column's type is one that the server knows, and whose values can be compared. */
final class TypeCheck {
  /** Too long, or with what no name may hold; {@link NameCheck} tells it. */
  private static final Set<Integer> OF_THE_NAME = Set.of(1059, 1166);

  private TypeCheck() {}

  /** The column as the server would make it; empty when it would not, or it is of no use. */
  static Optional<Column> look(Trial trial, ColumnSpec spec, Findings findings)
      throws SQLException {
    var escape = new Expression(spec.type()).escape();
    if (escape.isPresent()) {
      bad(findings, spec, escape.get());
      return Optional.empty();
    }
    Column column;
    try {
      column = trial.add("%s %s NULL".formatted(Quoting.identifier(spec.name()), spec.type()));
    } catch (SQLException e) {
      if (!OF_THE_NAME.contains(e.getErrorCode())) {
        bad(findings, spec, SpecText.of(e));
      }
      return Optional.empty();
    }
    if (column.generated() || column.touched()) {
      bad(findings, spec, "it says more than a type");
      return Optional.empty();
    }
    try {
      ColumnType.of(column.type());
      return Optional.of(column);
    } catch (IllegalArgumentException e) {
      findings.error(
          "type-not-comparable",
          "Values of type %s can't be compared, so it can't be seen whether a row is right."
              .formatted(column.type()),
          "Use a type that compares exactly: double or decimal in place of float, a number in place of bit.");
      return Optional.empty();
    }
  }

  private static void bad(Findings findings, ColumnSpec spec, String why) {
    findings.error(
        "bad-type",
        "The type %s can't be used: %s.".formatted(spec.type(), SpecText.plain(why)),
        "Name a type of the server.");
  }
}
