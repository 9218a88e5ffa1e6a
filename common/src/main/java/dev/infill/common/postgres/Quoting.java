package dev.infill.common.postgres;

import dev.infill.common.model.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Names and texts as they may stand in a statement. */
public final class Quoting {
  private Quoting() {}

  /**
   * @throws IllegalArgumentException for a name that PostgreSQL can't hold: empty or with a NUL
   */
  public static String identifier(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not an identifier: " + name.replace('\0', ' '));
    }
    // The driver reads a question mark as a parameter, but not within quotes.
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  public static String table(TableName name) {
    return identifier(name.schema()) + "." + identifier(name.table());
  }

  /** A name that may have its schema before it, with a dot between them. */
  public static String path(String name) {
    return Arrays.stream(name.split("[.]"))
        .map(Quoting::identifier)
        .collect(Collectors.joining("."));
  }

  public static String list(List<String> names) {
    return names.stream().map(Quoting::identifier).collect(Collectors.joining(", "));
  }

  /**
   * A text literal, for the few statements that take no parameters (DDL, SET). Right under {@code
   * standard_conforming_strings = on}, which every session of ours sets.
   */
  public static String literal(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a text can't hold a NUL");
    }
    return "'" + text.replace("'", "''") + "'";
  }

  /**
   * An expression or a type as it may stand in a statement that goes through the driver, which
   * takes a doubled question mark for one that is an operator. In quotes it is none.
   */
  public static String forDriver(String sql) {
    return new Tokens(sql).doubleOperatorQuestionMarks();
  }

  /**
   * A statement that goes through the driver, as a person may read it.
   *
   * @param names what its parameters are, in their order
   */
  public static String named(String sql, List<String> names) {
    return new Tokens(sql).named(names);
  }

  /** A statement with each text and number in it replaced, since they may be values of rows. */
  public static String withoutLiterals(String sql) {
    return new Tokens(sql).withoutLiterals();
  }
}
