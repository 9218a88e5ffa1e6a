package dev.infill.deploy.cli;

import picocli.CommandLine.Option;

/** How a process writes its log. */
final class LogOptions {
  /** For people, or a JSON object a line for what collects logs. */
  enum Format {
    text,
    json
  }

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, or json with an object a line (default: ${DEFAULT-VALUE})")
  private Format format = Format.text;

  Format format() {
    return format;
  }
}
