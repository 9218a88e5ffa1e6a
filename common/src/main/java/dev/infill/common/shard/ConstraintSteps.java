package dev.infill.common.shard;

import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The steps by which a filled column gets its indexes and constraints, in order. */
public final class ConstraintSteps {
  /** Before the name of an index. */
  public static final String INDEX = "index:";

  /** Before the name of a column, as the others below. */
  public static final String DEFAULT = "default:";

  public static final String CHECK = "check:";
  public static final String FOREIGN_KEY = "foreign-key:";
  public static final String NOT_NULL = "not-null:";

  private ConstraintSteps() {}

  /**
   * Indexes first: they take long and bind nobody; NOT NULL last: what it refuses, it refuses at
   * once.
   */
  public static List<String> of(MigrationSpec spec) {
    var steps = new ArrayList<String>();
    for (IndexSpec index : spec.indexes()) {
      steps.add(INDEX + index.name());
    }
    add(steps, DEFAULT, spec, constraints -> constraints.defaultValue().isPresent());
    add(steps, CHECK, spec, constraints -> constraints.check().isPresent());
    add(steps, FOREIGN_KEY, spec, constraints -> constraints.references().isPresent());
    add(steps, NOT_NULL, spec, ConstraintsSpec::notNull);
    return List.copyOf(steps);
  }

  private static void add(
      List<String> steps, String step, MigrationSpec spec, Predicate<ConstraintsSpec> asked) {
    for (ColumnSpec column : spec.columns()) {
      if (asked.test(column.constraints())) {
        steps.add(step + column.name());
      }
    }
  }
}
