package dev.infill.common.spec;

import dev.infill.common.model.MigrationId;
import dev.infill.common.model.TableName;
import java.util.List;

/**
 * New columns on one table of a fleet.
 *
 * @param name the migration's name
 * @param table the table that gets the columns
 * @param columns the columns and their fill rules, at least one, filled in one pass
 * @param lookups the other tables that values look into
 * @param indexes built at the end, without blocking writers
 * @param writers how it is known that the application fills the columns itself
 * @param limits how hard the shards may be worked
 */
public record MigrationSpec(
    MigrationId name,
    TableName table,
    List<ColumnSpec> columns,
    List<LookupSpec> lookups,
    List<IndexSpec> indexes,
    WritersSpec writers,
    LimitsSpec limits) {
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
