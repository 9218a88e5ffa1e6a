package dev.infill.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A range within a migration on a shard. Its text form is {@code walk.number}.
 *
 * @param walk which walk through the table cut it; the fill is the first, each check is a later one
 * @param number counts the ranges of the walk from 1, in the order they were cut
 */
public record RangeId(int walk, long number) {

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException unless the text is {@code walk.number}
   */
  @JsonCreator
  public static RangeId parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("not walk.number: " + text);
    }
    return new RangeId(
        Integer.parseInt(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
  }

  @Override
  @JsonValue
  public String toString() {
    return walk + "." + number;
  }
}
