package dev.infill.common.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a piece of SQL as PostgreSQL's own scanner does under {@code standard_conforming_strings =
 * on}, as far as it must be known what stands within quotes and what does not.
 */
final class Tokens {
  enum Kind {
    /** A keyword or an identifier without quotes, in lower case. */
    WORD,
    /** An identifier in double quotes. */
    QUOTED,
    /** A text literal of any kind. */
    STRING,
    NUMBER,
    /** A parameter such as {@code $1}. */
    PARAMETER,
    /** The beginning of a comment. */
    COMMENT,
    /** A quote that does not end. */
    UNENDED,
    /** Any other character. */
    SYMBOL
  }

  /**
   * @param text for a quoted identifier or a text literal with its quotes
   * @param at where it begins
   */
  record Token(Kind kind, String text, int at) {
    boolean is(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }
  }

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  Tokens(String sql) {
    this.sql = sql;
    while (at < sql.length()) {
      next();
    }
  }

  List<Token> all() {
    return List.copyOf(tokens);
  }

  String doubleOperatorQuestionMarks() {
    var doubled = new StringBuilder(sql);
    for (int i = tokens.size() - 1; i >= 0; i--) {
      if (tokens.get(i).is("?")) {
        doubled.insert(tokens.get(i).at(), '?');
      }
    }
    return doubled.toString();
  }

  /** The opposite, with names in place of parameters. */
  String named(List<String> names) {
    var text = new StringBuilder();
    int from = 0;
    var rest = names.iterator();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is("?")) {
        text.append(sql, from, token.at());
        from = token.at() + 1;
        if (i + 1 < tokens.size() && tokens.get(i + 1).is("?")) {
          text.append('?');
          from++;
          i++;
        } else {
          text.append(':').append(rest.next());
        }
      }
    }
    return text.append(sql, from, sql.length()).toString();
  }

  /** With a mark in place of each text and number, and nothing behind a quote that does not end. */
  String withoutLiterals() {
    var text = new StringBuilder();
    int from = 0;
    for (Token token : tokens) {
      if (token.kind() == Kind.STRING
          || token.kind() == Kind.NUMBER
          || token.kind() == Kind.UNENDED) {
        text.append(sql, from, token.at()).append("...");
        from = token.at() + token.text().length();
      }
    }
    return text.append(sql, from, sql.length()).toString();
  }

  private void next() {
    char c = sql.charAt(at);
    if (isSpace(c)) {
      at++;
    } else if (c == '\'') {
      quoted(Kind.STRING, at, false);
    } else if (c == '"') {
      quoted(Kind.QUOTED, at, false);
    } else if (c == '$') {
      dollar();
    } else if (sql.startsWith("--", at) || sql.startsWith("/*", at)) {
      add(Kind.COMMENT, at, at + 2);
    } else if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
      number();
    } else if (startsWord(c)) {
      word();
    } else {
      add(Kind.SYMBOL, at, at + 1);
    }
  }

  /** Reads from the quote at {@code at}; the token begins at {@code from}, where its prefix is. */
  private void quoted(Kind kind, int from, boolean backslashes) {
    char quote = sql.charAt(at);
    int i = at + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (backslashes && c == '\\') {
        i += 2;
      } else if (c != quote) {
        i++;
      } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
        i += 2;
      } else {
        add(kind, from, i + 1);
        return;
      }
    }
    add(Kind.UNENDED, from, sql.length());
  }

  private void dollar() {
    int i = at + 1;
    if (i < sql.length() && isDigit(sql.charAt(i))) {
      while (i < sql.length() && isDigit(sql.charAt(i))) {
        i++;
      }
      add(Kind.PARAMETER, at, i);
      return;
    }
    while (i < sql.length() && isWordPart(sql.charAt(i)) && sql.charAt(i) != '$') {
      i++;
    }
    if (i == sql.length() || sql.charAt(i) != '$') {
      add(Kind.SYMBOL, at, at + 1);
      return;
    }
    String tag = sql.substring(at, i + 1);
    int end = sql.indexOf(tag, i + 1);
    if (end < 0) {
      add(Kind.UNENDED, at, sql.length());
    } else {
      add(Kind.STRING, at, end + tag.length());
    }
  }

  /** Ends before an {@code e} without digits, which older servers read as a text's prefix. */
  private void number() {
    int i = at;
    while (i < sql.length() && (isDigit(sql.charAt(i)) || sql.charAt(i) == '.')) {
      i++;
    }
    if (i < sql.length() && (sql.charAt(i) == 'e' || sql.charAt(i) == 'E')) {
      int digits = i + 1;
      if (digits < sql.length() && (sql.charAt(digits) == '+' || sql.charAt(digits) == '-')) {
        digits++;
      }
      if (digits < sql.length() && isDigit(sql.charAt(digits))) {
        i = digits;
        while (i < sql.length() && isDigit(sql.charAt(i))) {
          i++;
        }
      }
    }
    add(Kind.NUMBER, at, i);
  }

  private void word() {
    int from = at;
    int i = at;
    while (i < sql.length() && isWordPart(sql.charAt(i))) {
      i++;
    }
    String word = sql.substring(from, i).toLowerCase(Locale.ROOT);
    char after = i < sql.length() ? sql.charAt(i) : ' ';
    if (after == '\'' && List.of("e", "b", "x", "n").contains(word)) {
      at = i;
      quoted(Kind.STRING, from, word.equals("e"));
    } else if (word.equals("u") && (sql.startsWith("&'", i) || sql.startsWith("&\"", i))) {
      at = i + 1;
      quoted(sql.charAt(at) == '\'' ? Kind.STRING : Kind.QUOTED, from, false);
    } else {
      tokens.add(new Token(Kind.WORD, word, from));
      at = i;
    }
  }

  private void add(Kind kind, int from, int to) {
    tokens.add(new Token(kind, sql.substring(from, Math.min(to, sql.length())), from));
    at = to;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean startsWord(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  }

  private static boolean isWordPart(char c) {
    return startsWord(c) || isDigit(c) || c == '$';
  }
}
