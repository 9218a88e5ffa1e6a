package dev.infill.common.mysql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How many bytes values take in a row, which is about the same in a page and in the log. */
public final class StoredBytes {
  private static final Pattern TYPE =
      Pattern.compile("(\\w+)(?:\\((\\d+)(?:,(\\d+))?\\))?.*", Pattern.DOTALL);

  /** Nine digits are four bytes; of what is left over each two are one. */
  private static final int[] DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4};

  private StoredBytes() {}

  /**
   * An expression over a row that counts the bytes of a column; none for NULL.
   *
   * @param column its quoted name
   * @param type as {@code SHOW CREATE TABLE} writes it
   */
  public static String of(String column, String type) {
    var read = TYPE.matcher(type);
    if (!read.matches()) {
      throw new IllegalArgumentException("not a type as SHOW CREATE TABLE writes it: " + type);
    }
    return "CASE WHEN %1$s IS NULL THEN 0 ELSE %2$s END".formatted(column, bytes(column, read));
  }

  private static String bytes(String column, Matcher type) {
    int size = number(type.group(2));
    int fixed =
        switch (type.group(1).toLowerCase(Locale.ROOT)) {
          case "tinyint", "year" -> 1;
          case "smallint", "enum" -> 2;
          case "mediumint", "date" -> 3;
          case "int", "integer", "float" -> 4;
          case "bigint", "double", "set" -> 8;
          case "bit" -> (size + 7) / 8;
          case "time" -> 3 + (size + 1) / 2;
          case "timestamp" -> 4 + (size + 1) / 2;
          case "datetime" -> 5 + (size + 1) / 2;
          case "decimal", "numeric" ->
              digits(size - number(type.group(3))) + digits(number(type.group(3)));
          case "binary" -> Math.max(1, size);
          default -> 0;
        };
    if (fixed > 0) {
      return Integer.toString(fixed);
    }
    // With their length before them.
    return type.group(1).equalsIgnoreCase("json")
        ? "JSON_STORAGE_SIZE(%s) + 4".formatted(column)
        : "OCTET_LENGTH(%s) + 2".formatted(column);
  }

  private static int digits(int count) {
    return 4 * (count / 9) + DIGITS[count % 9];
  }

  private static int number(@Nullable String text) {
    return text == null ? 0 : Integer.parseInt(text);
  }
}
