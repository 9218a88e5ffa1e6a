package dev.infill.deploy.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The completion script for fish, which picocli does not write. */
final class FishCompletion {
  private FishCompletion() {}

  static String script(CommandLine root) {
    var lines = new ArrayList<String>();
    lines.add("# Completes infill's commands and options in fish.");
    lines.add("complete -c infill -f -n __fish_use_subcommand -s h -l help");
    lines.add("complete -c infill -f -n __fish_use_subcommand -s V -l version");
    root.getSubcommands().values().stream()
        .filter(command -> !command.getCommandSpec().usageMessage().hidden())
        .forEach(command -> add(lines, command));
    return String.join("\n", lines) + "\n";
  }

  private static void add(List<String> lines, CommandLine command) {
    String name = command.getCommandName();
    lines.add(
        "complete -c infill -f -n __fish_use_subcommand -a %s -d %s"
            .formatted(name, quoted(first(command.getCommandSpec().usageMessage().description()))));
    String when = quoted("__fish_seen_subcommand_from " + name);
    command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .forEach(
            option ->
                lines.add(
                    "complete -c infill -n %s -l %s%s -d %s"
                        .formatted(
                            when,
                            option.longestName().substring(2),
                            wants(option),
                            quoted(first(option.description())))));
  }

  /** A value is to follow; files are offered only where one is asked for. */
  private static String wants(OptionSpec option) {
    if (option.arity().max() == 0) {
      return " -f";
    }
    return option.paramLabel().matches("FILE|DIR|FLEET|SPEC|JAR") ? " -r -F" : " -x";
  }

  private static String first(String... sentences) {
    return sentences.length == 0 ? "" : sentences[0];
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
