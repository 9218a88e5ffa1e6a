package dev.infill.deploy.bench;

import java.util.Locale;

/**
 * A figure beside what it should be.
 *
 * @param what is measured, in a few words
 * @param figure what came out
 * @param wanted what it should be, such as {@code <= 0.8}
 * @param met whether it is
 */
public record Target(String what, double figure, String wanted, boolean met) {
  /** A figure that should be no more than this. */
  public static Target atMost(String what, double figure, double limit) {
    return new Target(what, figure, "<= " + number(limit), figure <= limit);
  }

  /** A figure that should be no less than this. */
  public static Target atLeast(String what, double figure, double limit) {
    return new Target(what, figure, ">= " + number(limit), figure >= limit);
  }

  /** For people, in a line. */
  String text() {
    return "%s: %s (target %s: %s)"
        .formatted(what, number(figure), wanted, met ? "met" : "NOT met");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.0f", value);
  }
}
