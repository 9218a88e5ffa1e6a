package dev.infill.common.shard;

import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.List;

/** The steps by which a filled column gets its indexes and constraints, in order. */
public final class ConstraintSteps {
  /** Before the name of an index. */
  public static final String INDEX = "index:";

  public static final String DEFAULT = "default";
  public static final String CHECK = "check";
  public static final String FOREIGN_KEY = "foreign-key";
  public static final String NOT_NULL = "not-null";

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
    spec.constraints().defaultValue().ifPresent(value -> steps.add(DEFAULT));
    spec.constraints().check().ifPresent(value -> steps.add(CHECK));
    spec.constraints().references().ifPresent(references -> steps.add(FOREIGN_KEY));
    if (spec.constraints().notNull()) {
      steps.add(NOT_NULL);
    }
    return List.copyOf(steps);
  }
}
