package dev.infill.common.jdbc.postgres;

import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.IndexSpec;
import java.sql.SQLException;

/** Takes one step of the constraining. */
final class Constraints {
  private Constraints() {}

  /**
   * @throws IllegalArgumentException for a step that the spec does not have
   */
  static Offenders take(Db db, PlannedShard shard, String step) throws SQLException, ShardFailure {
    int name = step.indexOf(':') + 1;
    String named = step.substring(name);
    return switch (step.substring(0, name)) {
      case ConstraintSteps.DEFAULT -> setDefault(db, shard, shard.spec().column(named));
      case ConstraintSteps.CHECK -> CheckConstraint.add(db, shard, shard.spec().column(named));
      case ConstraintSteps.NOT_NULL -> NotNull.add(db, shard, shard.spec().column(named).name());
      case ConstraintSteps.FOREIGN_KEY ->
          ForeignKey.add(
              db, shard, shard.spec().column(named).constraints().references().orElseThrow());
      case ConstraintSteps.INDEX -> Indexes.build(db, shard, index(shard, named));
      default -> throw new IllegalArgumentException("there is no step " + step);
    };
  }

  /** Binds new rows only, and is right however often it is done. */
  private static Offenders setDefault(Db db, PlannedShard shard, ColumnSpec column)
      throws SQLException {
    LockWaits.many(db, shard);
    db.execute(
        ConstraintDdl.setDefault(
            shard.plan().fill().table(),
            column.name(),
            column.constraints().defaultValue().orElseThrow()));
    return Offenders.NONE;
  }

  private static IndexSpec index(PlannedShard shard, String name) {
    return shard.spec().indexes().stream()
        .filter(index -> index.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the spec has no index " + name));
  }
}
