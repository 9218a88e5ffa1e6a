package dev.infill.deploy.cli;

import dev.infill.coordinator.status.WorkerStatus;
import dev.infill.deploy.progress.Rendering;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who works on what. */
@Command(name = "workers", description = "Shows the workers: what they do, and what they capture.")
final class WorkersCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(names = "--json", description = "answer with the coordinator's JSON")
  private boolean json;

  @Mixin private final ApiOptions api = new ApiOptions();

  WorkersCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    List<WorkerStatus> workers;
    try (var client = api.client(context.environment())) {
      workers = client.workers();
    }
    if (json) {
      context.print(workers);
    } else if (workers.isEmpty()) {
      context.out().println("There is no worker. Start one with: infill worker --kafka HOST:PORT");
    } else {
      context.out().println(row("WORKER", "STATE", "BUSY", "ROWS/S", "CAPTURES"));
      workers.forEach(worker -> context.out().println(row(worker)));
    }
    return ExitCode.DONE;
  }

  private static String row(WorkerStatus w) {
    return row(
        w.worker(),
        state(w),
        w.busy() + "/" + w.slots(),
        Rendering.number(w.rowsPerSecond()),
        w.captures().isEmpty() ? "none" : String.join(", ", w.captures()));
  }

  private static String state(WorkerStatus w) {
    if (w.leaving()) {
      return "leaving";
    }
    return w.alive()
        ? "alive"
        : "silent for " + Rendering.time(Duration.ofSeconds(Math.round(w.secondsSilent())));
  }

  private static String row(String name, String state, String busy, String rows, String captures) {
    return "%-28s %-18s %6s %12s  %s".formatted(name, state, busy, rows, captures);
  }
}
