package dev.infill.deploy.jdbc;

import dev.infill.common.model.TableName;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.LookupSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec;
import dev.infill.common.spec.WritersSpec;

/** Specs that were written for PostgreSQL, for MySQL: its databases, its texts, its bridges. */
final class MySqlSpecs {
  private MySqlSpecs() {}

  /** With the texts and bridges that MySQL has; the table may be rebuilt. */
  static MigrationSpec of(SpecMaker maker, String database) {
    return of(maker, database, true);
  }

  /** The same, and whether the table may be rebuilt. */
  static MigrationSpec of(SpecMaker maker, String database, boolean rebuild) {
    var spec = moved(maker, database);
    var limits = spec.limits();
    var writers = spec.writers();
    return new MigrationSpec(
        spec.name(),
        spec.table(),
        spec.columns().stream().map(MySqlSpecs::bounded).toList(),
        spec.lookups(),
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
            rebuild));
  }

  /** In another database, and else as it is. */
  static MigrationSpec moved(SpecMaker maker, String database) {
    var spec = maker.spec();
    return new MigrationSpec(
        spec.name(),
        new TableName(database, spec.table().table()),
        spec.columns().stream().map(column -> column(column, database)).toList(),
        spec.lookups().stream().map(lookup -> lookup(lookup, database)).toList(),
        spec.indexes(),
        spec.writers(),
        spec.limits());
  }

  private static ColumnSpec bounded(ColumnSpec column) {
    return new ColumnSpec(
        column.name(),
        column.type().equals("text") ? "varchar(200)" : column.type(),
        column.value(),
        column.sync(),
        column.constraints(),
        column.transform());
  }

  private static ColumnSpec column(ColumnSpec column, String database) {
    var constraints = column.constraints();
    return new ColumnSpec(
        column.name(),
        column.type(),
        column.value(),
        column.sync(),
        new ConstraintsSpec(
            constraints.notNull(),
            constraints.defaultValue(),
            constraints.check(),
            constraints.references().map(references -> references(references, database))),
        column.transform());
  }

  private static LookupSpec lookup(LookupSpec lookup, String database) {
    return new LookupSpec(new TableName(database, lookup.table().table()), lookup.via());
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
