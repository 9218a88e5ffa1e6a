package dev.infill.common.spec;

import dev.infill.common.model.MigrationId;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.TableName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * New columns on one table of a fleet, as one engine takes them.
 *
 * @param name the migration's name
 * @param table the table that gets the columns
 * @param columns the columns and their fill rules, at least one, filled in one pass
 * @param lookups the other tables that values look into
 * @param indexes built at the end, without blocking writers
 * @param writers how it is known that the application fills the columns itself
 * @param limits how hard the shards may be worked
 * @param scheduled when they may be worked; empty for at once and at all times
 */
public record MigrationSpec(
    MigrationId name,
    TableName table,
    List<ColumnSpec> columns,
    List<LookupSpec> lookups,
    List<IndexSpec> indexes,
    WritersSpec writers,
    LimitsSpec limits,
    Optional<ScheduleSpec> scheduled) {
  public MigrationSpec {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a migration adds at least one column: " + name);
    }
    lookups = List.copyOf(lookups);
    indexes = List.copyOf(indexes);
  }

  /** Values that follow from the row alone. */
  public MigrationSpec(
      MigrationId name,
      TableName table,
      List<ColumnSpec> columns,
      List<IndexSpec> indexes,
      WritersSpec writers,
      LimitsSpec limits) {
    this(name, table, columns, List.of(), indexes, writers, limits);
  }

  /** To be worked at all times. */
  public MigrationSpec(
      MigrationId name,
      TableName table,
      List<ColumnSpec> columns,
      List<LookupSpec> lookups,
      List<IndexSpec> indexes,
      WritersSpec writers,
      LimitsSpec limits) {
    this(name, table, columns, lookups, indexes, writers, limits, Optional.empty());
  }

  /** When the shards may be worked. */
  public ScheduleSpec schedule() {
    return scheduled.orElse(ScheduleSpec.NONE);
  }

  /** To be worked at other times, and by other limits. */
  public MigrationSpec with(LimitsSpec otherLimits, ScheduleSpec schedule) {
    return new MigrationSpec(
        name,
        table,
        columns,
        lookups,
        indexes,
        writers,
        otherLimits,
        schedule.equals(ScheduleSpec.NONE) ? Optional.empty() : Optional.of(schedule));
  }

  /**
   * As it is on a shard: with the shard's own schema for each table that is written without one.
   *
   * @throws IllegalArgumentException when there is such a table, and the shard has no schema
   */
  public MigrationSpec on(ShardAddress shard) {
    if (!leavesSchemaOpen()) {
      return this;
    }
    String schema =
        shard
            .schema()
            .orElseThrow(
                () -> new IllegalArgumentException("no database in the URL of " + shard.id()));
    return new MigrationSpec(
        name,
        table.in(schema),
        columns.stream().map(column -> column.in(schema)).toList(),
        lookups.stream()
            .map(lookup -> new LookupSpec(lookup.table().in(schema), lookup.via()))
            .toList(),
        indexes,
        writers,
        limits,
        scheduled);
  }

  /** All tables that it names: its own, those that values look into, those pointed at. */
  private Stream<TableName> tables() {
    return Stream.of(
            Stream.of(table),
            lookups.stream().map(LookupSpec::table),
            columns.stream()
                .flatMap(column -> column.constraints().references().stream())
                .map(ReferencesSpec::table))
        .flatMap(named -> named);
  }

  /** Whether a table is written without its schema, so that each shard has to say it. */
  boolean leavesSchemaOpen() {
    return tables().anyMatch(named -> named.schema().isEmpty());
  }

  /**
   * The column of this name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public ColumnSpec column(String column) {
    return columns.stream()
        .filter(spec -> spec.name().equals(column))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no column " + column + " in " + name));
  }

  /** The names of the columns, in their order. */
  public List<String> columnNames() {
    return columns.stream().map(ColumnSpec::name).toList();
  }
}
