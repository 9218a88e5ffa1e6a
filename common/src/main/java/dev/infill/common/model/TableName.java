package dev.infill.common.model;

/**
 * A table with its schema, as the catalog spells them, unquoted.
 *
 * @param schema the schema; on MySQL the database
 * @param table the table
 * @throws IllegalArgumentException when either is empty
 */
public record TableName(String schema, String table) {
  public TableName {
    if (schema.isEmpty() || table.isEmpty()) {
      throw new IllegalArgumentException("schema and table must not be empty");
    }
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
