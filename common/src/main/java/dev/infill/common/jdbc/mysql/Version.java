package dev.infill.common.jdbc.mysql;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A server's version.
 *
 * @param maria whether it is MariaDB, whose numbers mean something else
 */
record Version(int major, int minor, int patch, boolean maria) {
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

  /**
   * Reads what the server calls itself, such as {@code 8.0.12} or {@code 10.11.6-MariaDB-0+deb12}.
   *
   * @throws IllegalArgumentException when it does not begin with three numbers
   */
  static Version of(String text) {
    var numbers = NUMBERS.matcher(text);
    if (!numbers.lookingAt()) {
      throw new IllegalArgumentException("no version of MySQL: " + text);
    }
    return new Version(
        Integer.parseInt(numbers.group(1)),
        Integer.parseInt(numbers.group(2)),
        Integer.parseInt(numbers.group(3)),
        text.toLowerCase(Locale.ROOT).contains("mariadb"));
  }

  boolean atLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
    if (major != wantedMajor) {
      return major > wantedMajor;
    }
    return minor != wantedMinor ? minor > wantedMinor : patch >= wantedPatch;
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
