package dev.infill.common.model;

import java.util.regex.Pattern;

/**
 * What the names of migrations and shards may look like, so that they fit into topics, slots and
 * URLs as they are.
 */
final class Names {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");

  private Names() {}

  static String check(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what
              + " must be 1 to 63 lower-case letters, digits, '.', '_' or '-', beginning and ending with a letter or digit: "
              + name);
    }
    return name;
  }
}
