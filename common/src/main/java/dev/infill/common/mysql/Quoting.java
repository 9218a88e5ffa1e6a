package dev.infill.common.mysql;

import dev.infill.common.model.TableName;

/** Names as they may stand in a statement. */
public final class Quoting {
  private Quoting() {}

  /**
   * @throws IllegalArgumentException for a name that MySQL can't hold: empty or with a NUL
   */
  public static String identifier(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not an identifier: " + name.replace('\0', ' '));
    }
    // The driver reads a question mark as a parameter, but not within quotes.
    return '`' + name.replace("`", "``") + '`';
  }

  /** With its database. */
  public static String table(TableName name) {
    return identifier(name.schema()) + "." + identifier(name.table());
  }
}
