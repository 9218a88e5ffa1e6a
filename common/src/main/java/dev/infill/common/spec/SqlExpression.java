package dev.infill.common.spec;

import dev.infill.common.model.Engine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks whether a text can be one SQL expression, as far as that can be told without a server: it
 * stays within its parentheses and quotes, opens no comment and ends no statement. What it means,
 * the plan has the server say.
 */
public final class SqlExpression {
  private static final Pattern DOLLAR_QUOTE =
      Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");

  private final String text;
  private final Engine engine;
  private final Deque<Character> open = new ArrayDeque<>();
  private int at;

  private SqlExpression(String text, Engine engine) {
    this.text = text;
    this.engine = engine;
  }

  /**
   * Why a text is no expression.
   *
   * @param sentence what is wrong, to follow a field's name
   * @param advice what would do
   */
  public record Flaw(String sentence, String advice) {}

  /** Why this text is no expression on this engine; empty when nothing speaks against it. */
  public static Optional<Flaw> flaw(String text, Engine engine) {
    return text.isBlank()
        ? Optional.of(new Flaw("is empty.", "Write one SQL expression."))
        : new SqlExpression(text, engine).flaw();
  }

  private Optional<Flaw> flaw() {
    while (at < text.length()) {
      var flaw = next();
      if (flaw.isPresent()) {
        return flaw;
      }
    }
    return open.isEmpty()
        ? Optional.empty()
        : found("opens '" + open.peek() + "' and does not close it.", "Close it.");
  }

  private Optional<Flaw> next() {
    char c = text.charAt(at);
    switch (c) {
      case '\'', '"', '`' -> {
        return quoted(c);
      }
      case '$' -> {
        return dollar();
      }
      case '(', '[' -> open.push(c);
      case ')', ']' -> {
        char opening = c == ')' ? '(' : '[';
        if (open.isEmpty() || open.pop() != opening) {
          return found("closes '" + c + "' without having opened it.", "Balance the brackets.");
        }
      }
      case ';' -> {
        return found(
            "holds ';', which ends a statement.", "Write one expression, not a statement.");
      }
      case ',' -> {
        if (open.isEmpty()) {
          return found("holds ',' outside of brackets.", "Write one expression, not several.");
        }
      }
      case '\0' -> {
        return found("holds a NUL character.", "Take it out.");
      }
      default -> {
        if (opensComment()) {
          return found("opens a comment.", "Take it out; write - (-x) for a double minus.");
        }
      }
    }
    at++;
    return Optional.empty();
  }

  private boolean opensComment() {
    return text.startsWith("--", at)
        || text.startsWith("/*", at)
        || (engine == Engine.MYSQL && text.charAt(at) == '#');
  }

  /**
   * A doubled quote stands for itself, and so does whatever follows a backslash, where it escapes.
   */
  private Optional<Flaw> quoted(char quote) {
    boolean escapes =
        engine == Engine.MYSQL ? quote != '`' : quote == '\'' && followsEscapePrefix();
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (escapes && c == '\\') {
        i++;
      } else if (c == quote && i + 1 < text.length() && text.charAt(i + 1) == quote) {
        i++;
      } else if (c == quote) {
        at = i + 1;
        return Optional.empty();
      }
    }
    return found("opens a quote " + quote + " and does not close it.", "Close it.");
  }

  /** Whether the quote begins PostgreSQL's {@code E'...'}, and not a name that ends in an E. */
  private boolean followsEscapePrefix() {
    return at > 0
        && Character.toLowerCase(text.charAt(at - 1)) == 'e'
        && (at == 1 || !isNamePart(text.charAt(at - 2)));
  }

  private Optional<Flaw> dollar() {
    var matcher = DOLLAR_QUOTE.matcher(text).region(at, text.length());
    if (engine == Engine.MYSQL
        || (at > 0 && isNamePart(text.charAt(at - 1)))
        || !matcher.lookingAt()) {
      at++;
      return Optional.empty();
    }
    var tag = matcher.group();
    int end = text.indexOf(tag, matcher.end());
    if (end < 0) {
      return found("opens a quote " + tag + " and does not close it.", "Close it.");
    }
    at = end + tag.length();
    return Optional.empty();
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  private static Optional<Flaw> found(String sentence, String advice) {
    return Optional.of(new Flaw(sentence, advice));
  }
}
