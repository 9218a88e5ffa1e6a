package dev.infill.common.spec;

import dev.infill.common.model.TableName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table's name as an operator writes it: {@code table}, {@code schema.table}, {@code "a.b"."c"}.
 */
final class TableText {
  private static final String PART = "(\"(?:[^\"]|\"\")+\"|`(?:[^`]|``)+`|[^\\s.\"`']+)";
  private static final Pattern NAME = Pattern.compile("(?:" + PART + "\\.)?" + PART);

  private TableText() {}

  /**
   * The name without its quotes; its schema is empty where none is written. Empty if it is none.
   */
  static Optional<TableName> parse(String text) {
    var matcher = NAME.matcher(text);
    return matcher.matches()
        ? Optional.of(new TableName(part(matcher, 1), part(matcher, 2)))
        : Optional.empty();
  }

  private static String part(Matcher matcher, int group) {
    var part = matcher.group(group);
    if (part == null) {
      return "";
    }
    char quote = part.charAt(0);
    return quote == '"' || quote == '`'
        ? part.substring(1, part.length() - 1).replace("" + quote + quote, "" + quote)
        : part;
  }
}
