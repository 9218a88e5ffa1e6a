package dev.infill.common.model;

import java.util.Optional;

/**
 * A column that is filled, and how its value follows from the row.
 *
 * @param name the column, unquoted
 * @param type its type as the server formats it
 * @param value one SQL expression over the row, checked by the plan to be nothing else; empty text
 *     where a transform gives the value
 * @param sync whether the value stays bound to the rule
 * @param transform the rule in Java, in place of the expression
 */
public record FilledColumn(
    String name, String type, String value, Sync sync, Optional<TransformRule> transform) {
  public FilledColumn {
    if (value.isEmpty() == transform.isEmpty()) {
      throw new IllegalArgumentException("a column has an expression or a transform: " + name);
    }
  }

  /** Filled by an expression. */
  public FilledColumn(String name, String type, String value, Sync sync) {
    this(name, type, value, sync, Optional.empty());
  }

  /** Whether SQL gives the value. */
  public boolean inSql() {
    return transform.isEmpty();
  }
}
