package dev.infill.common.mysql;

import dev.infill.common.mysql.Tokens.Token;
import java.util.List;

/** What stands behind a column's name in {@code SHOW CREATE TABLE}. */
public final class Definition {
  private final String text;
  private final List<Token> tokens;

  public Definition(String text) {
    this.text = text;
    this.tokens = new Tokens(text).all();
  }

  public boolean isNotNull() {
    for (int i = 1; i < tokens.size(); i++) {
      if (tokens.get(i - 1).isWord("not") && tokens.get(i).isWord("null") && depth(i) == 0) {
        return true;
      }
    }
    return false;
  }

  /** The same without {@code NULL} and {@code DEFAULT NULL}: all else about the column stays. */
  public String withoutNull() {
    var kept = new StringBuilder();
    int from = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).isWord("null") && depth(i) == 0) {
        boolean isDefault = i > 0 && tokens.get(i - 1).isWord("default");
        kept.append(text, from, tokens.get(isDefault ? i - 1 : i).at());
        from = tokens.get(i).end();
      }
    }
    return kept.append(text, from, text.length()).toString().strip();
  }

  /** How many parentheses are open before a token. */
  private int depth(int before) {
    int depth = 0;
    for (Token token : tokens.subList(0, before)) {
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    }
    return depth;
  }
}
