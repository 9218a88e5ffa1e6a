package dev.infill.common.model;

import java.util.Optional;

/**
 * A slice of a table's key space: the keys above {@code after} up to and with {@code upTo}.
 *
 * @param after the last key before the range; empty from the beginning
 * @param upTo the last key of the range; empty up to the end
 */
public record KeyRange(Optional<Key> after, Optional<Key> upTo) {
  /** The whole key space. */
  public static final KeyRange ALL = new KeyRange(Optional.empty(), Optional.empty());

  /** What is left of this range when it is done up to a key. */
  public KeyRange rest(Key doneUpTo) {
    return new KeyRange(Optional.of(doneUpTo), upTo);
  }
}
