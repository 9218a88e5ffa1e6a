package dev.infill.deploy.jdbc;

import dev.infill.common.model.MigrationId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec;
import dev.infill.common.spec.WritersSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A spec over the table people, changed a part at a time. */
record SpecMaker(
    TableName table,
    ColumnSpec column,
    ConstraintsSpec constraints,
    List<IndexSpec> indexes,
    WritersSpec.Gate gate) {

  static SpecMaker people() {
    return new SpecMaker(
        new TableName("public", "people"),
        new ColumnSpec("c", "text", "lower(email)", Sync.DERIVED),
        new ConstraintsSpec(true, Optional.empty(), Optional.empty()),
        List.of(),
        WritersSpec.Gate.APPLICATION);
  }

  SpecMaker table(String name) {
    return table("public", name);
  }

  SpecMaker table(String schema, String name) {
    return new SpecMaker(new TableName(schema, name), column, constraints, indexes, gate);
  }

  SpecMaker column(String type, String value) {
    return column(new ColumnSpec("c", type, value, column.sync()));
  }

  SpecMaker value(String value) {
    return column(column.type(), value);
  }

  SpecMaker column(ColumnSpec changed) {
    return new SpecMaker(table, changed, constraints, indexes, gate);
  }

  SpecMaker initial() {
    return column(new ColumnSpec(column.name(), column.type(), column.value(), Sync.INITIAL));
  }

  SpecMaker constraints(boolean notNull, String defaultValue, String check) {
    return new SpecMaker(
        table,
        column,
        new ConstraintsSpec(notNull, given(defaultValue), given(check)),
        indexes,
        gate);
  }

  SpecMaker index(String name, boolean unique, String... columns) {
    return new SpecMaker(
        table, column, constraints, List.of(new IndexSpec(name, List.of(columns), unique)), gate);
  }

  /** A foreign key of the column to a table's primary key. */
  SpecMaker references(String other, ReferencesSpec.Action onDelete) {
    return new SpecMaker(
        table,
        column,
        new ConstraintsSpec(
            constraints.notNull(),
            constraints.defaultValue(),
            constraints.check(),
            Optional.of(
                new ReferencesSpec(
                    new TableName("public", other),
                    List.of(),
                    List.of(column.name()),
                    onDelete,
                    ReferencesSpec.Action.NO_ACTION))),
        indexes,
        gate);
  }

  SpecMaker index(IndexSpec... changed) {
    return new SpecMaker(table, column, constraints, List.of(changed), gate);
  }

  SpecMaker gate(WritersSpec.Gate changed) {
    return new SpecMaker(table, column, constraints, indexes, changed);
  }

  MigrationSpec spec() {
    return new MigrationSpec(
        new MigrationId("people-c"),
        table,
        column,
        constraints,
        indexes,
        new WritersSpec(gate, Duration.ofSeconds(1), 1, WritersSpec.Bridge.UNTIL_PROVEN),
        new LimitsSpec(2, 300, Duration.ofMillis(100), Duration.ofMillis(500)));
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
