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

  /** The same; what it points at is in this schema where it has none. */
  ConstraintsSpec in(String schema) {
    return new ConstraintsSpec(
        notNull,
        defaultValue,
        check,
        references.map(
            to ->
                new ReferencesSpec(
                    to.table().in(schema), to.columns(), to.from(), to.onDelete(), to.onUpdate())));
  }

  /** Nothing holds for it. */
  public static final ConstraintsSpec NONE =
      new ConstraintsSpec(false, Optional.empty(), Optional.empty());
}
