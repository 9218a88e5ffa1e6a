package dev.infill.common.mysql;

import dev.infill.common.mysql.Tokens.Kind;
import dev.infill.common.mysql.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A condition that an operator wrote, as an {@link Expression} that stays where it is put. What is
 * told of it comes from its text alone: the server does not say that NULL makes it false.
 */
public final class Condition {
  /** What makes of conditions one that may hold where one of them does not. */
  private static final Set<String> NOT_BESIDE =
      Set.of("or", "xor", "not", "between", "case", "binary", "interval");

  private static final Set<String> COMPARING = Set.of("=", "<", ">", "!", ":");

  private static final Set<String> NOT_PLAIN =
      Set.of("is", "in", "like", "regexp", "rlike", "member", "sounds");

  private final List<Token> tokens;

  public Condition(String text) {
    this.tokens = new Tokens(text).all();
  }

  /**
   * Whether it can only hold where a column is not NULL: it equals the column with something, by
   * itself or beside other conditions that all have to hold. There are others of which that is so,
   * too.
   *
   * @param table whose name stands before the column
   */
  public boolean needs(String table, String column) {
    int depth = 0;
    boolean needed = false;
    var part = new ArrayList<Token>();
    for (Token token : tokens) {
      if (depth == 0 && NOT_BESIDE.stream().anyMatch(token::isWord)) {
        return false;
      }
      if (depth == 0 && (token.is("|") || token.is("&"))) {
        return false;
      }
      if (depth == 0 && token.isWord("and")) {
        needed |= equates(part, table, column);
        part.clear();
      } else {
        part.add(token);
      }
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    }
    return needed || equates(part, table, column);
  }

  /** A column on one side, and on the other what is no comparison by itself. */
  private static boolean equates(List<Token> part, String table, String column) {
    int size = part.size();
    return size > 4
        && ((names(part.subList(0, 3), table, column)
                && part.get(3).is("=")
                && plain(part.subList(4, size)))
            || (names(part.subList(size - 3, size), table, column)
                && part.get(size - 4).is("=")
                && plain(part.subList(0, size - 4))));
  }

  private static boolean names(List<Token> name, String table, String column) {
    return name.get(0).names()
        && name.get(0).name().equalsIgnoreCase(table)
        && name.get(1).is(".")
        && name.get(2).names()
        && name.get(2).name().equalsIgnoreCase(column);
  }

  private static boolean plain(List<Token> side) {
    int depth = 0;
    for (Token token : side) {
      boolean plain =
          token.kind() == Kind.SYMBOL
              ? !COMPARING.contains(token.text())
              : NOT_PLAIN.stream().noneMatch(token::isWord);
      if (depth == 0 && !plain) {
        return false;
      }
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    }
    return true;
  }
}
