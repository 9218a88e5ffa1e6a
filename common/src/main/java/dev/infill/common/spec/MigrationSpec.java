package dev.infill.common.spec;

import dev.infill.common.model.MigrationId;
import dev.infill.common.model.TableName;
import java.util.List;

/**
 * One new column on one table of a fleet.
 *
 * @param name the migration's name
 * @param table the table that gets the column
 * @param column the column and its fill rule
 * @param constraints what holds for the column in the end
 * @param indexes built at the end, without blocking writers
 * @param writers how it is known that the application fills the column itself
 * @param limits how hard the shards may be worked
 */
public record MigrationSpec(
    MigrationId name,
    TableName table,
    ColumnSpec column,
    ConstraintsSpec constraints,
    List<IndexSpec> indexes,
    WritersSpec writers,
    LimitsSpec limits) {
  public MigrationSpec {
    indexes = List.copyOf(indexes);
  }
}
