package dev.infill.common.spec;

import java.util.Optional;

/**
 * What an index holds at one of its places: a column or an expression over the row.
 *
 * @param column the column, unquoted; present just when the expression is not
 * @param expression one SQL expression over the row
 * @param descending whether the greatest come first
 * @param nulls where NULLs stand; the server's choice when absent: last, or first where descending
 * @param operatorClass how values are compared, as {@code name} or {@code schema.name}; the type's
 *     own when absent
 */
public record IndexPart(
    Optional<String> column,
    Optional<String> expression,
    boolean descending,
    Optional<Nulls> nulls,
    Optional<String> operatorClass) {
  /** Where NULLs stand in an ordered index. */
  public enum Nulls {
    FIRST,
    LAST
  }

  public IndexPart {
    if (column.isPresent() == expression.isPresent()) {
      throw new IllegalArgumentException("a part of an index is a column or an expression");
    }
  }

  /** A column in the server's own order. */
  public static IndexPart column(String name) {
    return new IndexPart(
        Optional.of(name), Optional.empty(), false, Optional.empty(), Optional.empty());
  }

  /** Whether it is a column compared and ordered as its type is by default. */
  public boolean plain() {
    return column.isPresent() && !descending && nulls.isEmpty() && operatorClass.isEmpty();
  }
}
