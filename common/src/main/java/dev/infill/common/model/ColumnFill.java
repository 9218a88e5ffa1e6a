package dev.infill.common.model;

import java.util.List;

/**
 * Which column of which table is filled, and how its value follows from the row: all that a
 * statement needs to know.
 *
 * @param table the table
 * @param key the columns of the key it is walked by, in the index's order; at least one, none
 *     nullable
 * @param column the column that is filled, unquoted
 * @param type its type as the server formats it
 * @param value one SQL expression over the row, checked by the plan to be nothing else
 * @param sync whether the value stays bound to the expression
 */
public record ColumnFill(
    TableName table, List<KeyColumn> key, String column, String type, String value, Sync sync) {
  public ColumnFill {
    key = List.copyOf(key);
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a table is walked by at least one key column: " + table);
    }
  }
}
