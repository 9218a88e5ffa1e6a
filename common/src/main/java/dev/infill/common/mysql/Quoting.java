package dev.infill.common.mysql;

import dev.infill.common.model.TableName;
import java.util.List;

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

  /**
   * A statement as a person may read it.
   *
   * @param names what its parameters are, in their order
   */
  public static String named(String sql, List<String> names) {
    var text = new StringBuilder();
    int from = 0;
    var rest = names.iterator();
    for (Tokens.Token token : new Tokens(sql).all()) {
      if (token.is("?")) {
        text.append(sql, from, token.at()).append(':').append(rest.next());
        from = token.at() + 1;
      }
    }
    return text.append(sql, from, sql.length()).toString();
  }

  /** With its database. */
  public static String table(TableName name) {
    return identifier(name.schema()) + "." + identifier(name.table());
  }
}
