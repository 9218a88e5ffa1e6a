package dev.infill.common.spec;

import java.util.List;

/**
 * An index on the table, built when the column is filled.
 *
 * @param name the index, unquoted
 * @param columns its columns in order, at least one
 * @param unique whether two rows may hold the same values
 */
public record IndexSpec(String name, List<String> columns, boolean unique) {
  public IndexSpec {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("an index has at least one column: " + name);
    }
  }
}
