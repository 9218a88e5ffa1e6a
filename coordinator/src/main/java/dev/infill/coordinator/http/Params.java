package dev.infill.coordinator.http;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Reads the parameters of a request; one that can't be used is a 400 that says why. */
final class Params {
  private Params() {}

  /** A number from 1 to {@code most}. */
  static int number(RoutingContext c, String name, int otherwise, int most) {
    return text(c, name)
        .map(
            text -> {
              // Longer ones are no int, and too large anyway.
              int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
              if (number < 1 || number > most) {
                throw refused(name, "a number from 1 to " + most);
              }
              return number;
            })
        .orElse(otherwise);
  }

  /** A position among events, not negative. */
  static Optional<Long> position(RoutingContext c, String name) {
    return text(c, name)
        .map(
            text -> {
              if (!text.matches("[0-9]{1,18}")) {
                throw refused(name, "a position that an answer gave");
              }
              return Long.parseLong(text);
            });
  }

  /** One of some words. */
  static String word(RoutingContext c, String name, String otherwise, String other) {
    String word = text(c, name).orElse(otherwise);
    if (!word.equals(otherwise) && !word.equals(other)) {
      throw refused(name, otherwise + " or " + other);
    }
    return word;
  }

  static boolean flag(RoutingContext c, String name) {
    return word(c, name, "false", "true").equals("true");
  }

  static Optional<String> text(RoutingContext c, String name) {
    return c.queryParam(name).stream().findFirst().filter(text -> !text.isEmpty());
  }

  private static ProblemException refused(String name, String wanted) {
    return new ProblemException(400, "the parameter " + name + " has to be " + wanted);
  }
}
