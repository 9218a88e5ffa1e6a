package dev.infill.common.mysql;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A column's type, read from how {@code SHOW CREATE TABLE} writes it, with character set and
 * collation where it has them.
 *
 * @param name in lower case, as in {@code bigint}
 * @param size the number or numbers in parentheses; empty without
 * @param unsigned whether it holds no negative numbers
 * @param characterSet of a text
 * @param collation of a text
 */
public record ColumnType(
    String name,
    String size,
    boolean unsigned,
    Optional<String> characterSet,
    Optional<String> collation) {

  private static final Pattern TYPE =
      Pattern.compile(
          "(\\w+)(?:\\(([\\d,]+|'.*')\\))?((?: unsigned| zerofill)*)"
              + "(?: character set (\\w+))?(?: collate (\\w+))?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** What a value of the type is, as far as statements treat them alike. */
  public enum Family {
    INTEGER,
    DECIMAL,
    DOUBLE,
    TEXT,
    /** Of a fixed length; trailing spaces are none of the value's. */
    PADDED_TEXT,
    ENUM,
    BINARY,
    /** Of a fixed length, filled up with zeros. */
    PADDED_BINARY,
    DATE,
    TIME,
    DATETIME,
    JSON
  }

  /**
   * @throws IllegalArgumentException for a type that this can't read, or a text without character
   *     set and collation
   */
  public static ColumnType of(String type) {
    var read = TYPE.matcher(type);
    if (!read.matches()) {
      throw new IllegalArgumentException("not a type as SHOW CREATE TABLE writes it: " + type);
    }
    var column =
        new ColumnType(
            read.group(1).toLowerCase(Locale.ROOT),
            read.group(2) == null ? "" : read.group(2),
            read.group(3).toLowerCase(Locale.ROOT).contains("unsigned"),
            Optional.ofNullable(read.group(4)),
            Optional.ofNullable(read.group(5)));
    if (column.family() == Family.DOUBLE && !column.size.isEmpty()) {
      throw new IllegalArgumentException("values of this type are not compared: " + type);
    }
    boolean text =
        switch (column.family()) {
          case TEXT, PADDED_TEXT, ENUM -> true;
          default -> false;
        };
    if (text && (column.characterSet.isEmpty() || column.collation.isEmpty())) {
      throw new IllegalArgumentException("a text has a character set and a collation: " + type);
    }
    return column;
  }

  /**
   * @throws IllegalArgumentException for a type whose values are not compared: bits, sets, spatial
   *     types, and those whose texts don't tell their values, such as {@code float}
   */
  public Family family() {
    return switch (name) {
      case "tinyint", "smallint", "mediumint", "int", "integer", "bigint" -> Family.INTEGER;
      case "decimal", "numeric" -> Family.DECIMAL;
      case "double" -> Family.DOUBLE;
      case "varchar", "tinytext", "text", "mediumtext", "longtext" -> Family.TEXT;
      case "char" -> Family.PADDED_TEXT;
      case "enum" -> Family.ENUM;
      case "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> Family.BINARY;
      case "binary" -> Family.PADDED_BINARY;
      case "date" -> Family.DATE;
      case "time" -> Family.TIME;
      case "datetime", "timestamp" -> Family.DATETIME;
      case "json" -> Family.JSON;
      default ->
          throw new IllegalArgumentException("values of this type are not compared: " + name);
    };
  }

  /**
   * A text, as it travels, as a value of this type that its index is searched by.
   *
   * @param text an expression
   * @throws IllegalArgumentException for a type that no table is walked by
   */
  public String fromText(String text) {
    return switch (family()) {
      case INTEGER -> "CAST(%s AS %s)".formatted(text, unsigned ? "UNSIGNED" : "SIGNED");
      case DECIMAL, DATE, TIME, DATETIME -> "CAST(%s AS %s)".formatted(text, target());
      case TEXT, PADDED_TEXT -> collated(text);
      case BINARY, PADDED_BINARY -> "UNHEX(%s)".formatted(text);
      case DOUBLE, ENUM, JSON ->
          throw new IllegalArgumentException("no table is walked by a column of type " + name);
    };
  }

  /** A value of this type as the text that travels. */
  public String toText(String value) {
    return switch (family()) {
      case BINARY, PADDED_BINARY -> "HEX(%s)".formatted(value);
      default -> "CAST(%s AS CHAR)".formatted(value);
    };
  }

  /** What of a column is compared, so that no collation and no padding has a say. */
  String compared(String column) {
    return switch (family()) {
      case TEXT, PADDED_TEXT, BINARY, PADDED_BINARY -> "CAST(%s AS BINARY)".formatted(column);
      case JSON -> "CAST(CAST(%s AS CHAR) AS BINARY)".formatted(column);
      default -> column;
    };
  }

  /** The same of what a column would hold when a value were assigned to it. */
  String comparedAsStored(String value) {
    return switch (family()) {
      case INTEGER -> "CAST(%s AS %s)".formatted(value, unsigned ? "UNSIGNED" : "SIGNED");
      case DECIMAL, DATE, TIME, DATETIME -> "CAST(%s AS %s)".formatted(value, target());
      case DOUBLE -> "(%s + 0e0)".formatted(value);
      case TEXT -> "CAST(%s AS BINARY)".formatted(cut(converted(value)));
      case PADDED_TEXT ->
          "CAST(%s AS BINARY)"
              .formatted("TRIM(TRAILING ' ' FROM %s)".formatted(cut(converted(value))));
      // Its members are told apart by the collation, and a value may be spelled as it likes.
      case ENUM -> collated(value);
      case BINARY -> cut("CAST(%s AS BINARY)".formatted(value));
      case PADDED_BINARY -> "CAST(%s AS BINARY(%s))".formatted(value, size);
      case JSON -> "CAST(CAST(CAST(%s AS JSON) AS CHAR) AS BINARY)".formatted(value);
    };
  }

  /** What {@code CAST} calls the type. */
  private String target() {
    String cast =
        switch (name) {
          case "timestamp" -> "DATETIME";
          case "numeric" -> "DECIMAL";
          default -> name.toUpperCase(Locale.ROOT);
        };
    return size.isEmpty() ? cast : cast + "(" + size + ")";
  }

  private String converted(String value) {
    return "CONVERT(%s USING %s)".formatted(value, characterSet.orElseThrow());
  }

  private String collated(String value) {
    return converted(value) + " COLLATE " + collation.orElseThrow();
  }

  /** What does not fit is told of when it is assigned; spaces at the end are cut without a word. */
  private String cut(String value) {
    return size.isEmpty() ? value : "LEFT(%s, %s)".formatted(value, size);
  }
}
