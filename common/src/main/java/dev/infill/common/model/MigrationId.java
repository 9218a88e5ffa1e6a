package dev.infill.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A migration's name, unique on one Kafka.
 *
 * @param name 1 to 63 lower-case letters, digits, '.', '_' or '-'
 * @throws IllegalArgumentException for any other name
 */
public record MigrationId(@JsonValue String name) {
  @JsonCreator
  public MigrationId {
    Names.check("a migration's name", name);
  }

  @Override
  public String toString() {
    return name;
  }
}
