package dev.infill.worker.debezium;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** The key of a record whose columns were all told as texts. */
public final class KeyParts {
  private KeyParts() {}

  /**
   * The key's parts in the order of the columns that the table is walked by.
   *
   * @throws IllegalArgumentException when the key lacks a column, or a value had no text
   */
  public static Key of(Struct key, List<KeyColumn> columns) {
    List<String> parts = new ArrayList<>(columns.size());
    for (KeyColumn column : columns) {
      Field field = key.schema().field(column.name());
      if (field == null || key.get(field) == null) {
        throw new IllegalArgumentException(
            "a captured key has no column " + column.name() + " of type " + column.type());
      }
      parts.add(key.getString(column.name()));
    }
    return new Key(parts);
  }

  /** Whether every part of the key is there. */
  public static boolean has(Struct key, List<KeyColumn> columns) {
    return columns.stream()
        .allMatch(
            column -> key.schema().field(column.name()) != null && key.get(column.name()) != null);
  }
}
