package dev.infill.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A shard's name, unique in its fleet.
 *
 * @param name 1 to 63 lower-case letters, digits, '.', '_' or '-'
 * @throws IllegalArgumentException for any other name
 */
public record ShardId(@JsonValue String name) {
  @JsonCreator
  public ShardId {
    Names.check("a shard's id", name);
  }

  @Override
  public String toString() {
    return name;
  }
}
