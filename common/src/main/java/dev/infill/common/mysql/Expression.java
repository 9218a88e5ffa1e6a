package dev.infill.common.mysql;

import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Tokens.Kind;
import dev.infill.common.mysql.Tokens.Token;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A piece of SQL that an operator wrote: the value, a default, a check.
 *
 * <p>It becomes part of statements, so before a server ever sees it, it must be seen to stay where
 * it is put: it closes no parenthesis that it did not open, ends no statement, and holds no
 * comment.
 */
public final class Expression {
  /** Their first argument is a keyword, and may be spelled like a column. */
  private static final Set<String> WITH_KEYWORD_FIRST =
      Set.of("extract", "timestampadd", "timestampdiff", "get_format");

  /** What a value may follow; others are names, types or what ends a value. */
  private static final Set<String> BEFORE_VALUE =
      Set.of(
          "and",
          "or",
          "xor",
          "not",
          "case",
          "when",
          "then",
          "else",
          "between",
          "like",
          "in",
          "div",
          "mod",
          "regexp",
          "rlike",
          "escape",
          "interval",
          "binary",
          "from",
          "is",
          "both",
          "leading",
          "trailing");

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
    int open = 0;
    for (Token token : tokens) {
      var wrong =
          switch (token.kind()) {
            case COMMENT -> Optional.of("it opens a comment");
            case UNENDED -> Optional.of("it opens a quote that does not end");
            case SYMBOL -> symbol(token.text().charAt(0), open);
            case WORD, QUOTED, STRING, NUMBER -> Optional.<String>empty();
          };
      if (wrong.isPresent()) {
        return wrong;
      }
      open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    }
    return open == 0 ? Optional.empty() : Optional.of("it opens a parenthesis that does not close");
  }

  private static Optional<String> symbol(char symbol, int open) {
    return switch (symbol) {
      case ',' ->
          open == 0
              ? Optional.of("it holds a comma outside of parentheses, so it is more than one")
              : Optional.empty();
      case ';' -> Optional.of("it ends the statement with a semicolon");
      case '{', '}' -> Optional.of("it holds a brace, which is no SQL");
      case '?' -> Optional.of("it names a parameter");
      case '@' -> Optional.of("it names a variable");
      case ')' ->
          open == 0
              ? Optional.of("it closes a parenthesis that it did not open")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Whether it looks into tables of its own. */
  public boolean hasQuery() {
    for (int i = 0; i < tokens.size(); i++) {
      boolean opened = i > 0 && tokens.get(i - 1).is("(");
      String word = word(i);
      if (word.equals("select") || (opened && Set.of("table", "values", "with").contains(word))) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is one text or number, or NULL, which needs no parentheses as a default. */
  public boolean isLiteral() {
    int first = !tokens.isEmpty() && (tokens.get(0).is("-") || tokens.get(0).is("+")) ? 1 : 0;
    if (tokens.size() == first + 1) {
      Kind kind = tokens.get(first).kind();
      return kind == Kind.NUMBER
          || (first == 0 && (kind == Kind.STRING || tokens.get(0).isWord("null")));
    }
    return false;
  }

  /** The columns that it names with this table's name before them, whatever its case. */
  public Set<String> columnsOf(String table) {
    var names = new LinkedHashSet<String>();
    for (int i = 2; i < tokens.size(); i++) {
      Token before = tokens.get(i - 2);
      if (tokens.get(i).names()
          && tokens.get(i - 1).is(".")
          && before.names()
          && before.name().equalsIgnoreCase(table)) {
        names.add(tokens.get(i).name());
      }
    }
    return names;
  }

  /**
   * A name with parentheses behind it: a function's, a type's, or a keyword.
   *
   * @param name in lower case
   * @param arguments how many commas part what stands in the parentheses, and one; 0 for nothing
   * @param qualified whether a database's name stands before it
   */
  public record Call(String name, int arguments, boolean qualified) {}

  /** All of them, in their order. */
  public List<Call> calls() {
    var calls = new ArrayList<Call>();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).names() && tokens.get(i + 1).is("(")) {
        calls.add(
            new Call(
                tokens.get(i).name().toLowerCase(Locale.ROOT),
                arguments(i + 1),
                i > 0 && tokens.get(i - 1).is(".")));
      }
    }
    return calls;
  }

  /** Within the parentheses that open here. */
  private int arguments(int open) {
    int depth = 1;
    int commas = 0;
    int i = open + 1;
    while (i < tokens.size() && depth > 0) {
      Token token = tokens.get(i++);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      commas += depth == 1 && token.is(",") ? 1 : 0;
    }
    return i == open + 2 ? 0 : commas + 1;
  }

  /** Whether it names something in one of these databases. */
  public boolean namesIn(Set<String> databases) {
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).names()
          && tokens.get(i + 1).is(".")
          && databases.contains(tokens.get(i).name().toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  /** Its keywords and unquoted names, in lower case. */
  public Set<String> words() {
    return tokens.stream()
        .filter(token -> token.kind() == Kind.WORD)
        .map(token -> token.text().toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The names in backquotes, without them, each as often as it stands there. */
  public List<String> quotedNames() {
    return tokens.stream().filter(token -> token.kind() == Kind.QUOTED).map(Token::name).toList();
  }

  /**
   * The columns that it names, as it was rewritten.
   *
   * @param text the expression
   * @param columns those that were replaced, in their order, spelled as the table spells them
   */
  public record Rewritten(String text, List<String> columns) {}

  /**
   * Puts something else in place of the table's columns, whether their names are quoted or not,
   * alone or behind their table's.
   *
   * <p>A name can be a keyword elsewhere, so the outcome is to be shown to a server, which prints
   * columns in quotes.
   *
   * @param columns of the table
   * @param other what stands in place of a column
   */
  public Rewritten rewrite(TableName table, Set<String> columns, UnaryOperator<String> other) {
    var rewritten = new StringBuilder();
    var found = new ArrayList<String>();
    int from = 0;
    int i = 0;
    while (i < tokens.size()) {
      int last = lastOfName(i);
      var column = column(table, columns, i, last);
      if (column.isPresent()) {
        rewritten.append(text, from, tokens.get(i).at()).append(other.apply(column.get()));
        from = tokens.get(last).end();
        found.add(column.get());
      }
      i = last + 1;
    }
    return new Rewritten(rewritten.append(text, from, text.length()).toString(), found);
  }

  /** The last token of a name that begins here, with all that stands behind dots. */
  private int lastOfName(int first) {
    int last = first;
    while (tokens.get(last).names()
        && last + 2 < tokens.size()
        && tokens.get(last + 1).is(".")
        && tokens.get(last + 2).names()) {
      last += 2;
    }
    return last;
  }

  private Optional<String> column(TableName table, Set<String> columns, int first, int last) {
    Token token = tokens.get(last);
    if (!token.names() || (first == last && token.kind() == Kind.WORD && !mayBeColumn(first))) {
      return Optional.empty();
    }
    if (last - first >= 2 && !tokens.get(last - 2).name().equalsIgnoreCase(table.table())) {
      return Optional.empty();
    }
    if (last - first >= 4 && !tokens.get(last - 4).name().equalsIgnoreCase(table.schema())) {
      return Optional.empty();
    }
    return columns.stream().filter(name -> name.equalsIgnoreCase(token.name())).findFirst();
  }

  /** By what stands around a word that is neither quoted nor behind its table's name. */
  private boolean mayBeColumn(int at) {
    if (at + 1 < tokens.size()
        && (tokens.get(at + 1).is("(") || tokens.get(at + 1).kind() == Kind.STRING)) {
      return false;
    }
    if (at == 0) {
      return true;
    }
    Token before = tokens.get(at - 1);
    if (before.is("(")) {
      return at < 2 || !WITH_KEYWORD_FIRST.contains(word(at - 2));
    }
    return switch (before.kind()) {
      case SYMBOL -> !before.is(")");
      case WORD -> BEFORE_VALUE.contains(word(at - 1));
      default -> false;
    };
  }

  /** In lower case; empty where no word stands. */
  private String word(int at) {
    Token token = tokens.get(at);
    return token.kind() == Kind.WORD ? token.text().toLowerCase(Locale.ROOT) : "";
  }
}
