package dev.infill.deploy.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** What each command's help says besides its options: examples, and what its exit codes mean. */
final class HelpText {
  private static final Map<String, List<String>> EXAMPLES =
      Map.ofEntries(
          Map.entry("demo", List.of("infill demo", "infill demo --engine mysql")),
          Map.entry(
              "run",
              List.of(
                  "infill run spec.yaml --fleet fleet.yaml",
                  "infill run spec.yaml --fleet fleet.yaml --no-wait --json",
                  "infill run spec.yaml --fleet fleet.yaml --rollback")),
          Map.entry("broker", List.of("infill broker --data kafka --port 9092")),
          Map.entry(
              "coordinator",
              List.of(
                  "infill coordinator --kafka broker:9092",
                  "infill coordinator --kafka broker:9092 --log-format json")),
          Map.entry(
              "worker",
              List.of(
                  "infill worker --kafka broker:9092 --slots 4",
                  "infill worker --kafka broker:9092 --http-port 8485")),
          Map.entry(
              "plan",
              List.of(
                  "infill plan spec.yaml --fleet fleet.yaml",
                  "infill plan spec.yaml --fleet fleet.yaml --json")),
          Map.entry("submit", List.of("infill submit spec.yaml --fleet fleet.yaml")),
          Map.entry(
              "status",
              List.of(
                  "infill status",
                  "infill status --watch",
                  "infill status users-email-lower --watch",
                  "infill status users-email-lower --json")),
          Map.entry(
              "report",
              List.of(
                  "infill report users-email-lower", "infill report users-email-lower --markdown")),
          Map.entry(
              "events",
              List.of(
                  "infill events users-email-lower --kafka broker:9092 --follow",
                  "infill events --kafka broker:9092 --kind StepFailed,TaskFailed --json")),
          Map.entry("workers", List.of("infill workers", "infill workers --json")),
          Map.entry("fleet", List.of("infill fleet fleet.yaml")),
          Map.entry(
              "approve",
              List.of(
                  "infill approve users-email-lower",
                  "infill approve users-email-lower --shard shard-0")),
          Map.entry("pause", List.of("infill pause users-email-lower")),
          Map.entry("resume", List.of("infill resume users-email-lower")),
          Map.entry("tune", List.of("infill tune users-email-lower --ranges-in-flight 8")),
          Map.entry("rollback", List.of("infill rollback users-email-lower")),
          Map.entry("bench", List.of("infill bench postgres", "infill bench cluster")),
          Map.entry(
              "chaos",
              List.of(
                  "infill chaos --minutes 5 --seed 7",
                  "infill chaos --minutes 30 --engine postgres --json")),
          Map.entry("completion", List.of("infill completion bash", "infill completion fish")));

  private static final Map<String, String> EXIT_CODES = exitCodes();

  private HelpText() {}

  /** Adds both to a command's help. */
  static void addTo(CommandLine command) {
    var usage = command.getCommandSpec().usageMessage();
    usage.exitCodeListHeading("Exit codes:%n").exitCodeList(EXIT_CODES);
    var examples = examples(command.getCommandName());
    if (!examples.isEmpty()) {
      usage.footerHeading("Examples:%n");
      // A dollar and braces would be taken for a variable of picocli's.
      usage.footer(
          examples.stream().map(e -> "  " + e.replace("${", "$${")).toArray(String[]::new));
    }
  }

  /** How a command is called, each a line for a shell. */
  static List<String> examples(String command) {
    return EXAMPLES.getOrDefault(command, List.of());
  }

  private static Map<String, String> exitCodes() {
    var codes = new LinkedHashMap<String, String>();
    codes.put("0", "What was asked is done.");
    codes.put("1", "It failed; the output says why, and what to do.");
    codes.put("2", "What was given is wrong or out of reach; nothing was changed.");
    codes.put("3", "The migration waits at its gate, and was not to be waited for.");
    return codes;
  }
}
