package dev.infill.deploy.progress;

import java.util.Map;
import java.util.regex.Pattern;

/** Phases in colour, on a terminal whose user did not ask for none (NO_COLOR). */
final class Colours {
  private static final String PLAIN = "\u001b[0m";
  private static final Pattern PHASE = Pattern.compile("^(  \\S+ +)([A-Z][A-Za-z]+)\\b");

  /** By whether a person is needed: red now, yellow perhaps, green no more. */
  private static final Map<String, String> OF_PHASE =
      Map.of(
          "Failed", "\u001b[31m",
          "Paused", "\u001b[33m",
          "AwaitingWriters", "\u001b[33m",
          "AwaitingApproval", "\u001b[33m",
          "RollingBack", "\u001b[33m",
          "Completed", "\u001b[32m");

  private Colours() {}

  /**
   * Whether to use them; any value of NO_COLOR but the empty one says no, and so does a dumb
   * terminal.
   */
  static boolean wanted(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** A line of a block with its phase in colour, if it has one. */
  static String line(String line) {
    var phase = PHASE.matcher(line);
    if (!phase.find()) {
      return line;
    }
    String colour = OF_PHASE.getOrDefault(phase.group(2), "");
    return colour.isEmpty()
        ? line
        : phase.group(1) + colour + phase.group(2) + PLAIN + line.substring(phase.end());
  }
}
