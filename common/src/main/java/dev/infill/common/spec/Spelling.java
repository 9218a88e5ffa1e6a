package dev.infill.common.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant to write. */
final class Spelling {
  private Spelling() {}

  /** The name that a misspelt one comes close to; empty when none does. */
  static Optional<String> nearest(String misspelt, Collection<String> names) {
    var lower = misspelt.toLowerCase(Locale.ROOT);
    int most = Math.max(1, misspelt.length() / 3);
    return names.stream()
        .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= most)
        .min(Comparator.comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT))));
  }

  /** Names as a list for people: {@code a, b or c}. */
  static String list(List<String> names, String conjunction) {
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " " + conjunction + " " + names.get(last);
  }

  /** How many letters must be put in, left out, changed or swapped to make one from the other. */
  private static int distance(String one, String other) {
    var distances = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        distances[i][j] = i == 0 || j == 0 ? i + j : step(distances, one, i, other, j);
      }
    }
    return distances[one.length()][other.length()];
  }

  private static int step(int[][] distances, String one, int i, String other, int j) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int changed = distances[i - 1][j - 1] + (same ? 0 : 1);
    int least = Math.min(changed, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, distances[i - 2][j - 2] + 1) : least;
  }
}
