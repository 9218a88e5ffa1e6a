package dev.infill.worker.debezium.mysql;

import dev.infill.common.mysql.KeyCharsets;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what stands in the log for a column's value into the text by which the row store's
 * statements find it: the log tells neither signs nor character sets, and leaves what a value is
 * filled up with away.
 */
final class KeyText {
  private KeyText() {}

  /**
   * A column's type, as Debezium read it from how the table was made.
   *
   * @param name such as {@code INT UNSIGNED}
   * @param length in characters or bytes; 0 where the type has none
   * @param charset of a text; empty of anything else
   */
  record Type(String name, int length, String charset) {
    Type {
      name = name.toUpperCase(Locale.ROOT);
      charset = charset.toLowerCase(Locale.ROOT);
    }

    private boolean unsigned() {
      return name.contains("UNSIGNED");
    }

    private String word() {
      int blank = name.indexOf(' ');
      return blank < 0 ? name : name.substring(0, blank);
    }
  }

  /** A value's text; empty for none, and for one that no text finds its row by. */
  static Optional<String> of(Type type, @Nullable Object value) {
    return switch (value) {
      case null -> Optional.empty();
      // A date or a time.
      case String text -> Optional.of(text);
      case Integer number -> integer(type, number);
      case Long number ->
          Optional.of(type.unsigned() ? Long.toUnsignedString(number) : number.toString());
      case BigDecimal number -> Optional.of(number.toPlainString());
      case byte[] bytes -> bytes(type, bytes);
      default -> Optional.empty();
    };
  }

  private static Optional<String> integer(Type type, int value) {
    int bits =
        switch (type.word()) {
          case "TINYINT", "BOOL", "BOOLEAN", "INT1" -> 8;
          case "SMALLINT", "INT2" -> 16;
          case "MEDIUMINT", "INT3", "MIDDLEINT" -> 24;
          case "INT", "INTEGER", "INT4" -> 32;
          default -> 0;
        };
    if (bits == 0) {
      return Optional.empty();
    }
    long number = type.unsigned() ? value & ((1L << bits) - 1) : value;
    return Optional.of(Long.toString(number));
  }

  private static Optional<String> bytes(Type type, byte[] bytes) {
    return switch (type.word()) {
      case "BINARY" ->
          Optional.of(hex(Arrays.copyOf(bytes, Math.max(bytes.length, type.length()))));
      case "VARBINARY" -> Optional.of(hex(bytes));
      // No key is such a text, but what a mark says.
      case "CHAR", "CHARACTER", "VARCHAR", "NCHAR", "NVARCHAR", "NATIONAL", "MEDIUMTEXT" ->
          text(type.charset(), bytes);
      default -> Optional.empty();
    };
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  /** Only one that becomes the same bytes again: where Java means other letters, none is. */
  private static Optional<String> text(String name, byte[] bytes) {
    return KeyCharsets.of(name)
        .flatMap(
            charset ->
                charset.equals(KeyCharsets.LATIN1)
                    ? Optional.of(latin1(bytes))
                    : text(charset, bytes));
  }

  private static Optional<String> text(Charset charset, byte[] bytes) {
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      ByteBuffer again = charset.newEncoder().encode(CharBuffer.wrap(text));
      return again.equals(ByteBuffer.wrap(bytes)) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The server has a letter for each byte, also for the five for which Java has none. */
  private static String latin1(byte[] bytes) {
    char[] letters = new String(bytes, KeyCharsets.LATIN1).toCharArray();
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] == '\uFFFD') {
        letters[i] = (char) (bytes[i] & 0xff);
      }
    }
    return new String(letters);
  }
}
