package dev.infill.deploy.cli;

import dev.infill.common.kafka.Codec;
import dev.infill.common.observe.Traces;
import dev.infill.deploy.local.Shutdown;
import dev.infill.deploy.opentelemetry.Telemetry;
import dev.infill.deploy.progress.Screen;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What commands use of the process they run in.
 *
 * @param out answers
 * @param err everything else that is said to a person
 * @param shutdown ends what the command starts
 */
record CliContext(
    Map<String, String> environment, PrintStream out, PrintStream err, Shutdown shutdown) {
  CliContext {
    environment = Map.copyOf(environment);
  }

  /** Answers with a value as one line of JSON. */
  void print(Object value) {
    out.println(new String(Codec.ofMessages().write(value), StandardCharsets.UTF_8));
  }

  /**
   * Where a coordinator or a worker that the command starts after this traces what it does:
   * nowhere, unless the environment says so.
   *
   * @param part {@code coordinator} or {@code worker}
   * @param name its name among them
   */
  Traces traces(String part, String name) throws WrongInputException {
    try {
      return shutdown
          .add(part + "'s traces", Telemetry.of(environment, "infill-" + part, name))
          .traces();
    } catch (IllegalArgumentException e) {
      throw new WrongInputException(e.getMessage());
    }
  }

  /** Where progress is shown: standard output, unless that has to stay free for an answer. */
  Screen screen(boolean answerIsOnOutput) {
    return answerIsOnOutput ? Screen.on(err, 2) : Screen.on(out, 1);
  }
}
