package dev.infill.common.model;

import java.util.List;

/**
 * Another table of the shard that a value looks into, and how a change in it leads to the rows that
 * depend on it.
 *
 * @param table the table looked into
 * @param via a condition over a row of the migrated table and one of the other, which names that
 *     one's columns with its table's name before them; true for a row that depends on the other
 * @param columns of the other table that the condition names, with their types; at least one
 */
public record Lookup(TableName table, String via, List<KeyColumn> columns) {
  public Lookup {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("no column of " + table + " leads to the rows");
    }
  }
}
