package dev.infill.common.jdbc.schema;

import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.IndexSpec;
import java.sql.SQLException;

/** Takes one step of the constraining. */
final class Constraints {
  private Constraints() {}

  /**
   * @throws IllegalArgumentException for a step that the spec does not have
   */
  static Offenders take(Db db, PlannedShard shard, String step) throws SQLException, ShardFailure {
    return switch (step) {
      case ConstraintSteps.DEFAULT -> setDefault(db, shard);
      case ConstraintSteps.FOREIGN_KEY ->
          ForeignKey.add(db, shard, shard.spec().constraints().references().orElseThrow());
      case ConstraintSteps.CHECK -> CheckConstraint.add(db, shard);
      case ConstraintSteps.NOT_NULL -> NotNull.add(db, shard);
      default -> Indexes.build(db, shard, index(shard, step));
    };
  }

  /** Binds new rows only, and is right however often it is done. */
  private static Offenders setDefault(Db db, PlannedShard shard) throws SQLException {
    var fill = shard.plan().fill();
    LockWaits.many(db, shard);
    db.execute(
        ConstraintDdl.setDefault(
            fill.table(), fill.column(), shard.spec().constraints().defaultValue().orElseThrow()));
    return Offenders.NONE;
  }

  private static IndexSpec index(PlannedShard shard, String step) {
    return shard.spec().indexes().stream()
        .filter(index -> step.equals(ConstraintSteps.INDEX + index.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the spec has no step " + step));
  }
}
