package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers what is wrong with a file. Knows the lines of its fields. Used by one thread. */
final class Problems {
  private final String file;
  private final Map<JsonPointer, Integer> lines = new HashMap<>();
  private final Map<JsonPointer, List<SpecProblem>> found = new HashMap<>();

  Problems(String file) {
    this.file = file;
  }

  /** Says on which line a field begins, counted from 1. */
  void locate(JsonPointer field, int line) {
    lines.put(field, line);
  }

  /** The line of a field or, where it has none, of the nearest field around it; 0 if unknown. */
  int line(JsonPointer field) {
    for (var at = field; at != null; at = at.head()) {
      var line = lines.get(at);
      if (line != null) {
        return line;
      }
    }
    return 0;
  }

  /**
   * Something is wrong with a field. The same said twice, since it is so for two engines, is told
   * once.
   *
   * @param sentence what is wrong
   * @param advice what would do
   */
  void add(JsonPointer field, String sentence, String advice) {
    add(field, line(field), sentence, advice);
  }

  void add(JsonPointer field, int line, String sentence, String advice) {
    var problem = new SpecProblem(file, line, text(field), sentence, advice);
    var known = found.computeIfAbsent(field, none -> new ArrayList<>());
    if (!known.contains(problem)) {
      known.add(problem);
    }
  }

  /** Whether nothing was found wrong with a field itself, so that it can be looked at closer. */
  boolean isSound(JsonPointer field) {
    return !found.containsKey(field);
  }

  void throwIfAny() throws InvalidSpecException {
    if (!found.isEmpty()) {
      throw new InvalidSpecException(all());
    }
  }

  /** All that was found, by line. */
  List<SpecProblem> all() {
    return found.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingInt(SpecProblem::line).thenComparing(SpecProblem::field))
        .toList();
  }

  /** Of the same file, with nothing found so far. */
  Problems none() {
    var none = new Problems(file);
    none.lines.putAll(lines);
    return none;
  }

  /** As people write it: {@code shards[0].url}. */
  private static String text(JsonPointer field) {
    var text = new StringBuilder();
    for (var step = field; !step.matches(); step = step.tail()) {
      if (step.mayMatchElement()) {
        text.append('[').append(step.getMatchingIndex()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(step.getMatchingProperty());
      }
    }
    return text.toString();
  }
}
