package dev.infill.common.model;

import java.util.Collection;

/**
 * A table with its schema, as the catalog spells them, unquoted.
 *
 * @param schema the schema; on MySQL the database. Empty only in a spec that is not yet one
 *     shard's: each shard then says it
 * @param table the table
 * @throws IllegalArgumentException when the table is empty
 */
public record TableName(String schema, String table) {
  public TableName {
    if (table.isEmpty()) {
      throw new IllegalArgumentException("a table has a name");
    }
  }

  /** The same name; in this schema where it has none. */
  public TableName in(String otherwise) {
    return schema.isEmpty() ? new TableName(otherwise, table) : this;
  }

  /**
   * How people call the table of several shards: with its schema where all have the same, with its
   * name alone where that is the same, and else with all of them.
   *
   * @param names at least one
   */
  public static String common(Collection<TableName> names) {
    var whole = names.stream().map(TableName::toString).distinct().toList();
    var tables = names.stream().map(TableName::table).distinct().toList();
    return whole.size() > 1 && tables.size() == 1 ? tables.getFirst() : String.join(", ", whole);
  }

  @Override
  public String toString() {
    return schema.isEmpty() ? table : schema + "." + table;
  }
}
