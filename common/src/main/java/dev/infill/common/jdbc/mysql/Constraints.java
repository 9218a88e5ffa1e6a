package dev.infill.common.jdbc.mysql;

import dev.infill.common.mysql.Quoting;
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
    int name = step.indexOf(':') + 1;
    String named = step.substring(name);
    return switch (step.substring(0, name)) {
      case ConstraintSteps.DEFAULT -> setDefault(db, shard, named);
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
  private static Offenders setDefault(Db db, PlannedShard shard, String named)
      throws SQLException, ShardFailure {
    var column = shard.spec().column(named);
    Alter.run(
        db,
        shard,
        ConstraintDdl.setDefault(
                Quoting.table(shard.plan().fill().table()),
                column.name(),
                type(shard, column.name()),
                column.constraints().defaultValue().orElseThrow())
            + ", ALGORITHM=INSTANT");
    return Offenders.NONE;
  }

  /** A column as it is when all but NOT NULL was put on it. */
  static String definition(PlannedShard shard, String column) {
    String type = type(shard, column);
    return "%s %s NULL%s"
        .formatted(
            Quoting.identifier(column),
            type,
            shard
                .spec()
                .column(column)
                .constraints()
                .defaultValue()
                .map(value -> " DEFAULT " + ConstraintDdl.defaultValue(type, value))
                .orElse(""));
  }

  private static String type(PlannedShard shard, String column) {
    return shard.plan().fill().columns().stream()
        .filter(filled -> filled.name().equals(column))
        .findFirst()
        .orElseThrow()
        .type();
  }

  private static IndexSpec index(PlannedShard shard, String name) {
    return shard.spec().indexes().stream()
        .filter(index -> index.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the spec has no index " + name));
  }
}
