package dev.infill.deploy.jdbc;

import dev.infill.common.model.MigrationId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.LookupSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec;
import dev.infill.common.spec.WritersSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A spec over the table people, changed a part at a time. */
record SpecMaker(
    TableName table,
    List<ColumnSpec> columns,
    List<IndexSpec> indexes,
    WritersSpec.Gate gate,
    List<LookupSpec> lookups) {

  static SpecMaker people() {
    return new SpecMaker(
        new TableName("public", "people"),
        List.of(
            new ColumnSpec(
                "c",
                "text",
                "lower(email)",
                Sync.DERIVED,
                new ConstraintsSpec(true, Optional.empty(), Optional.empty()))),
        List.of(),
        WritersSpec.Gate.APPLICATION,
        List.of());
  }

  SpecMaker table(String name) {
    return table("public", name);
  }

  SpecMaker table(String schema, String name) {
    return new SpecMaker(new TableName(schema, name), columns, indexes, gate, lookups);
  }

  SpecMaker column(String type, String value) {
    return column(new ColumnSpec("c", type, value, first().sync(), first().constraints()));
  }

  SpecMaker value(String value) {
    return column(first().type(), value);
  }

  SpecMaker column(ColumnSpec changed) {
    return new SpecMaker(table, List.of(changed), indexes, gate, lookups);
  }

  /** Besides those that are there. */
  SpecMaker and(ColumnSpec column) {
    var more = new ArrayList<>(columns);
    more.add(column);
    return new SpecMaker(table, more, indexes, gate, lookups);
  }

  SpecMaker initial() {
    return column(
        new ColumnSpec(
            first().name(), first().type(), first().value(), Sync.INITIAL, first().constraints()));
  }

  SpecMaker constraints(boolean notNull, String defaultValue, String check) {
    return column(
        new ColumnSpec(
            first().name(),
            first().type(),
            first().value(),
            first().sync(),
            new ConstraintsSpec(notNull, given(defaultValue), given(check))));
  }

  SpecMaker index(String name, boolean unique, String... indexed) {
    return new SpecMaker(
        table, columns, List.of(new IndexSpec(name, List.of(indexed), unique)), gate, lookups);
  }

  /** A foreign key of the column to a table's primary key. */
  SpecMaker references(String other, ReferencesSpec.Action onDelete) {
    var now = first().constraints();
    var references =
        new ReferencesSpec(
            new TableName("public", other),
            List.of(),
            List.of(first().name()),
            onDelete,
            ReferencesSpec.Action.NO_ACTION);
    return column(
        new ColumnSpec(
            first().name(),
            first().type(),
            first().value(),
            first().sync(),
            new ConstraintsSpec(
                now.notNull(), now.defaultValue(), now.check(), Optional.of(references))));
  }

  SpecMaker index(IndexSpec... changed) {
    return new SpecMaker(table, columns, List.of(changed), gate, lookups);
  }

  /** Besides those that are there. */
  SpecMaker lookup(String other, String via) {
    var more = new ArrayList<>(lookups);
    more.add(new LookupSpec(new TableName("public", other), via));
    return new SpecMaker(table, columns, indexes, gate, more);
  }

  SpecMaker gate(WritersSpec.Gate changed) {
    return new SpecMaker(table, columns, indexes, changed, lookups);
  }

  MigrationSpec spec() {
    return new MigrationSpec(
        new MigrationId("people-c"),
        table,
        columns,
        lookups,
        indexes,
        new WritersSpec(gate, Duration.ofSeconds(1), 1, WritersSpec.Bridge.UNTIL_PROVEN),
        new LimitsSpec(2, 300, Duration.ofMillis(100), Duration.ofMillis(500)));
  }

  private ColumnSpec first() {
    return columns.getFirst();
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
