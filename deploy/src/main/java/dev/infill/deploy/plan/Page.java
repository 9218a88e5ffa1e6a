package dev.infill.deploy.plan;

import java.util.ArrayList;
import java.util.List;

/** Lines of plain characters that are not wider than a page. Used by one thread. */
final class Page {
  static final int WIDTH = 100;

  private final List<String> lines = new ArrayList<>();

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** A heading, with a blank line before it. */
  void heading(String text) {
    lines.add("");
    lines.add(text);
  }

  /** A text broken between words; lines after the first are two characters further in. */
  void text(int indent, String text) {
    wrapped(indent, indent + 2, text);
  }

  /** A short name, and beside it a text that keeps its own margin. */
  void entry(int indent, int width, String name, String text) {
    String first = " ".repeat(indent) + String.format("%-" + width + "s", name) + " ";
    int margin = indent + width + 1;
    var rest = new Page();
    rest.wrapped(0, 0, text, WIDTH - margin);
    var texts = rest.lines();
    if (name.length() > width) {
      text(indent, name);
      texts.forEach(line -> lines.add(" ".repeat(margin) + line));
    } else {
      for (int i = 0; i < texts.size(); i++) {
        lines.add(((i == 0 ? first : " ".repeat(margin)) + texts.get(i)).stripTrailing());
      }
    }
  }

  /**
   * Lines as they are, each broken where it is too long; no more than {@code most} of them.
   *
   * @param label stands before the first line, the others are as far in
   */
  void lines(int indent, String label, String text, int most) {
    var whole = new Page();
    int margin = indent + label.length();
    text.lines().forEach(line -> whole.text(margin + blanks(line), line.strip()));
    var all = whole.lines();
    lines.add(" ".repeat(indent) + label + all.getFirst().strip());
    lines.addAll(all.subList(1, Math.min(most, all.size())));
    if (all.size() > most) {
      lines.add(" ".repeat(margin) + "... and " + (all.size() - most) + " more lines, see --json");
    }
  }

  private static int blanks(String line) {
    return line.length() - line.stripLeading().length();
  }

  private void wrapped(int first, int further, String text) {
    wrapped(first, further, text, WIDTH);
  }

  private void wrapped(int first, int further, String text, int width) {
    var line = new StringBuilder(" ".repeat(first));
    int indent = first;
    for (String word : text.split(" ", -1)) {
      if (line.length() > indent && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        indent = further;
        line = new StringBuilder(" ".repeat(indent));
      }
      line.append(line.length() > indent ? " " : "").append(word);
    }
    lines.add(line.toString());
  }
}
