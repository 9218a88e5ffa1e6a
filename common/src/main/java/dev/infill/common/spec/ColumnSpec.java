package dev.infill.common.spec;

import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import java.util.Optional;

/**
 * A column to add, how its value follows from the row, and what holds for it in the end.
 *
 * @param name the column, unquoted
 * @param type a type of the shard's engine, as one writes it in {@code ADD COLUMN}
 * @param value one SQL expression over the row; empty text where a transform gives the value
 * @param sync whether the column always equals the value, or only starts with it
 * @param constraints what holds for the column in the end
 * @param transform the rule in Java, in place of the expression
 */
public record ColumnSpec(
    String name,
    String type,
    String value,
    Sync sync,
    ConstraintsSpec constraints,
    Optional<TransformRule> transform) {
  public ColumnSpec {
    if (value.isEmpty() == transform.isEmpty()) {
      throw new IllegalArgumentException("a column has an expression or a transform: " + name);
    }
  }

  /** The same; what it points at is in this schema where it has none. */
  ColumnSpec in(String schema) {
    return new ColumnSpec(name, type, value, sync, constraints.in(schema), transform);
  }

  /** Filled by an expression. */
  public ColumnSpec(
      String name, String type, String value, Sync sync, ConstraintsSpec constraints) {
    this(name, type, value, sync, constraints, Optional.empty());
  }
}
