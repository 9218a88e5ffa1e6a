package dev.infill.common.spec;

import dev.infill.common.model.TableName;
import java.util.List;

/**
 * What a foreign key of the column points at.
 *
 * @param table the table that holds the rows pointed at
 * @param columns its columns, unquoted; its primary key when empty
 * @param from the columns of the migrated table that point there, the new one among them, unquoted
 * @param onDelete what becomes of a row when the one that it points at is deleted
 * @param onUpdate what becomes of a row when the key that it points at changes
 */
public record ReferencesSpec(
    TableName table, List<String> columns, List<String> from, Action onDelete, Action onUpdate) {
  /** As SQL names them. */
  public enum Action {
    NO_ACTION("NO ACTION"),
    RESTRICT("RESTRICT"),
    CASCADE("CASCADE"),
    SET_NULL("SET NULL"),
    SET_DEFAULT("SET DEFAULT");

    private final String sql;

    Action(String sql) {
      this.sql = sql;
    }

    public String sql() {
      return sql;
    }

    /** Whether it writes the columns that point there. */
    public boolean writes() {
      return this == CASCADE || this == SET_NULL || this == SET_DEFAULT;
    }
  }

  public ReferencesSpec {
    columns = List.copyOf(columns);
    from = List.copyOf(from);
    if (from.isEmpty() || (!columns.isEmpty() && columns.size() != from.size())) {
      throw new IllegalArgumentException("a foreign key pairs its columns: " + from + columns);
    }
  }
}
