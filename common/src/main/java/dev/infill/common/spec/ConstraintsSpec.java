package dev.infill.common.spec;

import java.util.Optional;

/**
 * What holds for a column in the end.
 *
 * @param notNull whether it refuses NULL
 * @param defaultValue a SQL expression for rows that name no value
 * @param check a boolean SQL expression over the row
 * @param references what a foreign key of the column points at
 */
public record ConstraintsSpec(
    boolean notNull,
    Optional<String> defaultValue,
    Optional<String> check,
    Optional<ReferencesSpec> references) {

  /** Without a foreign key. */
  public ConstraintsSpec(boolean notNull, Optional<String> defaultValue, Optional<String> check) {
    this(notNull, defaultValue, check, Optional.empty());
  }

  /** Nothing holds for it. */
  public static final ConstraintsSpec NONE =
      new ConstraintsSpec(false, Optional.empty(), Optional.empty());
}
