package dev.infill.common.postgres;

import dev.infill.common.postgres.Tokens.Kind;
import dev.infill.common.postgres.Tokens.Token;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A piece of SQL that an operator wrote: the value, a default, a check, a type.
 *
 * <p>It becomes part of statements, so before a server ever sees it, it must be seen to stay where
 * it is put: it closes no parenthesis that it did not open, ends no statement, and holds no
 * comment.
 */
public final class Expression {
  private final String text;
  private final List<Token> tokens;

  public Expression(String text) {
    this.text = text;
    this.tokens = new Tokens(text).all();
  }

  /** Why it can't be put into a statement; empty when it can. */
  public Optional<String> escape() {
    if (text.indexOf('\0') >= 0) {
      return Optional.of("it holds a NUL character");
    }
    if (tokens.isEmpty()) {
      return Optional.of("it is empty");
    }
    var open = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      var wrong =
          switch (token.kind()) {
            case COMMENT -> Optional.of("it opens a comment");
            case PARAMETER -> Optional.of("it names a parameter, " + token.text());
            case UNENDED -> Optional.of("it opens a quote that does not end");
            case STRING -> adjacentText(i);
            case SYMBOL -> symbol(token.text().charAt(0), open);
            case WORD, QUOTED, NUMBER -> Optional.<String>empty();
          };
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of("it opens a parenthesis that does not close");
  }

  /** Whether it looks into tables of its own. */
  public boolean hasQuery() {
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean opened = i > 0 && tokens.get(i - 1).is("(");
      if (token.kind() == Kind.WORD
          && (token.text().equals("select")
              || (opened && Set.of("table", "values", "with").contains(token.text())))) {
        return true;
      }
    }
    return false;
  }

  /** Whether it takes a row as a whole, as the server prints it: {@code t.*}. */
  public boolean hasWholeRow() {
    for (int i = 2; i < tokens.size(); i++) {
      var owner = tokens.get(i - 2).kind();
      if (tokens.get(i).is("*")
          && tokens.get(i - 1).is(".")
          && (owner == Kind.WORD || owner == Kind.QUOTED)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is one literal without a type, which takes the type of the column. */
  public boolean isUntypedLiteral() {
    var inner = tokens.stream().filter(token -> !token.is("(") && !token.is(")")).toList();
    return inner.size() == 1
        && (inner.get(0).kind() == Kind.STRING
            || (inner.get(0).kind() == Kind.WORD && inner.get(0).text().equals("null")));
  }

  /** The names of the functions it calls, as far as their names are followed by a parenthesis. */
  public Set<String> calls() {
    var names = new LinkedHashSet<String>();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (tokens.get(i + 1).is("(")) {
        if (token.kind() == Kind.WORD) {
          names.add(token.text());
        } else if (token.kind() == Kind.QUOTED) {
          names.add(token.text().replaceAll("^\"|\"$", ""));
        }
      }
    }
    return names;
  }

  /**
   * The columns that it names with this table's name before them, unquoted; {@code *} for a row as
   * a whole.
   */
  public Set<String> columnsOf(String table) {
    var names = new LinkedHashSet<String>();
    for (int i = 2; i < tokens.size(); i++) {
      Token column = tokens.get(i);
      if (tokens.get(i - 1).is(".") && unquoted(tokens.get(i - 2)).equals(Optional.of(table))) {
        unquoted(column).or(() -> Optional.of(column.text())).ifPresent(names::add);
      }
    }
    return names;
  }

  private static Optional<String> unquoted(Token token) {
    return switch (token.kind()) {
      case WORD -> Optional.of(token.text());
      case QUOTED -> Optional.of(token.text().replaceAll("^\"|\"$", "").replace("\"\"", "\""));
      default -> Optional.empty();
    };
  }

  /** Its keywords and unquoted names, in lower case. */
  public Set<String> words() {
    var words = new LinkedHashSet<String>();
    for (Token token : tokens) {
      if (token.kind() == Kind.WORD) {
        words.add(token.text().toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }

  /**
   * The server joins texts that only a line's end separates, and reads the second by the rules of
   * the first. It is simpler to do without than to follow.
   */
  private Optional<String> adjacentText(int i) {
    return i > 0 && tokens.get(i - 1).kind() == Kind.STRING
        ? Optional.of("two texts stand beside each other; join them with ||")
        : Optional.empty();
  }

  private static Optional<String> symbol(char symbol, StringBuilder open) {
    return switch (symbol) {
      case ',' ->
          open.isEmpty()
              ? Optional.of("it holds a comma outside of parentheses, so it is more than one")
              : Optional.empty();
      case ';' -> Optional.of("it ends the statement with a semicolon");
      case '{', '}' -> Optional.of("it holds a brace, which is no SQL");
      case '(', '[' -> {
        open.append(symbol);
        yield Optional.empty();
      }
      case ')' -> close('(', open);
      case ']' -> close('[', open);
      default -> Optional.empty();
    };
  }

  private static Optional<String> close(char wanted, StringBuilder open) {
    int last = open.length() - 1;
    if (last < 0 || open.charAt(last) != wanted) {
      return Optional.of("it closes a parenthesis that it did not open");
    }
    open.setLength(last);
    return Optional.empty();
  }
}
