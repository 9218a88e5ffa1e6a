package dev.infill.deploy.jdbc;

import dev.infill.common.model.TableName;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec;
import dev.infill.common.spec.WritersSpec;

/** Specs that were written for PostgreSQL, for MySQL: its databases, its texts, its bridges. */
final class MySqlSpecs {
  private MySqlSpecs() {}

  /** What the table must be rebuilt for is allowed. */
  static MigrationSpec of(SpecMaker maker, String database) {
    return of(maker, database, true);
  }

  static MigrationSpec of(SpecMaker maker, String database, boolean allowRebuild) {
    var spec = maker.spec();
    var limits = spec.limits();
    var writers = spec.writers();
    return new MigrationSpec(
        spec.name(),
        new TableName(database, spec.table().table()),
        spec.columns().stream().map(column -> column(column, database)).toList(),
        spec.indexes(),
        new WritersSpec(
            writers.gate(), writers.quiet(), writers.minChanges(), WritersSpec.Bridge.KEEP),
        new LimitsSpec(
            limits.rangesInFlight(),
            limits.rangeRows(),
            limits.chunkTarget(),
            limits.lockTimeout(),
            limits.scatter(),
            limits.pace(),
            limits.vacuum(),
            allowRebuild));
  }

  private static ColumnSpec column(ColumnSpec column, String database) {
    var constraints = column.constraints();
    return new ColumnSpec(
        column.name(),
        column.type().equals("text") ? "varchar(200)" : column.type(),
        column.value(),
        column.sync(),
        new ConstraintsSpec(
            constraints.notNull(),
            constraints.defaultValue(),
            constraints.check(),
            constraints.references().map(references -> references(references, database))),
        column.transform());
  }

  private static ReferencesSpec references(ReferencesSpec references, String database) {
    return new ReferencesSpec(
        new TableName(database, references.table().table()),
        references.columns(),
        references.from(),
        references.onDelete(),
        references.onUpdate());
  }
}
