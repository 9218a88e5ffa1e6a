package dev.infill.common.mysql;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a piece of SQL as MySQL's own scanner does without {@code ANSI_QUOTES} and {@code
 * NO_BACKSLASH_ESCAPES}, as our sessions are set, as far as it must be known what stands within
 * quotes and what does not.
 */
final class Tokens {
  enum Kind {
    /** A keyword or an identifier without quotes. */
    WORD,
    /** An identifier in backquotes. */
    QUOTED,
    /** A text literal, in quotes of either kind. */
    STRING,
    NUMBER,
    /** The beginning of a comment. */
    COMMENT,
    /** A quote that does not end. */
    UNENDED,
    /** Any other character. */
    SYMBOL
  }

  /**
   * @param text as it stands there, with its quotes
   * @param at where it begins
   */
  record Token(Kind kind, String text, int at) {
    boolean is(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
      return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    /** Whether it may name something. */
    boolean names() {
      return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** What it names, without quotes. */
    String name() {
      return kind == Kind.QUOTED ? text.substring(1, text.length() - 1).replace("``", "`") : text;
    }

    int end() {
      return at + text.length();
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

  private void next() {
    char c = sql.charAt(at);
    if (c <= ' ') {
      at++;
    } else if (c == '\'' || c == '"') {
      quoted(Kind.STRING, true);
    } else if (c == '`') {
      quoted(Kind.QUOTED, false);
    } else if (c == '#' || sql.startsWith("/*", at) || dashes()) {
      add(Kind.COMMENT, at + (c == '#' ? 1 : 2));
    } else if (isDigit(c)
        || (c == '.' && !behindName() && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
      number();
    } else if (isWordPart(c)) {
      add(Kind.WORD, endOfWord(at));
    } else {
      add(Kind.SYMBOL, at + 1);
    }
  }

  /** Two of them are a comment only where a space follows; else a number is negated twice. */
  private boolean dashes() {
    return sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
  }

  private void quoted(Kind kind, boolean backslashes) {
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
        add(kind, i + 1);
        return;
      }
    }
    add(Kind.UNENDED, sql.length());
  }

  /** Whether a dot here leads to a part of the name before it. */
  private boolean behindName() {
    return !tokens.isEmpty() && tokens.getLast().names() && tokens.getLast().end() == at;
  }

  /** A name may begin with digits, behind a dot even be some. */
  private void number() {
    int word = endOfWord(at);
    boolean part = !tokens.isEmpty() && tokens.getLast().is(".") && tokens.getLast().end() == at;
    if (part || isName(sql.substring(at, word))) {
      add(Kind.WORD, word);
      return;
    }
    int i = word;
    if (i < sql.length() && sql.charAt(i) == '.' && isDigits(sql.substring(at, i))) {
      i = endOfWord(i + 1);
    }
    boolean signed = i + 1 < sql.length() && (sql.charAt(i) == '+' || sql.charAt(i) == '-');
    if (signed && "eE".indexOf(sql.charAt(i - 1)) >= 0 && isDigit(sql.charAt(i + 1))) {
      i = endOfWord(i + 1);
    }
    add(Kind.NUMBER, i);
  }

  private static boolean isName(String word) {
    return !word.isEmpty() && !word.matches("(?i)[0-9]+(e[0-9]*)?|0x[0-9a-f]+|0b[01]+");
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> isDigit((char) c));
  }

  private int endOfWord(int from) {
    int i = from;
    while (i < sql.length() && isWordPart(sql.charAt(i))) {
      i++;
    }
    return i;
  }

  private void add(Kind kind, int to) {
    int end = Math.min(to, sql.length());
    tokens.add(new Token(kind, sql.substring(at, end), at));
    at = end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return c == '_'
        || c == '$'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || isDigit(c)
        || c >= 0x80;
  }
}
