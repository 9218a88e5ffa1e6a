package dev.infill.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * The key of a row, each part in the text form that the row's own database gave it and takes back.
 *
 * <p>Two keys are never compared here: order and equality are the database's, under the column's
 * collation. The equality of this record tells only whether the texts are the same.
 *
 * @param parts a text for each key column, in the key's order; at least one
 * @throws IllegalArgumentException without parts
 */
public record Key(@JsonValue List<String> parts) {
  @JsonCreator
  public Key {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a key has at least one part");
    }
  }

  public static Key of(String... parts) {
    return new Key(List.of(parts));
  }
}
