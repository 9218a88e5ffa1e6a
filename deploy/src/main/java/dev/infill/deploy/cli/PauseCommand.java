package dev.infill.deploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stands still within seconds; the application's writes go on being dual-written. */
@Command(
    name = "pause",
    description = "Stands still within seconds; the application's writes go on being dual-written.")
final class PauseCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "MIGRATION", description = "its name")
  private String migration = "";

  @Option(names = "--json", description = "answer with the migration's JSON")
  private boolean json;

  @Mixin private final ApiOptions api = new ApiOptions();

  PauseCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = api.client(context.environment())) {
      client.pause(migration);
      if (json) {
        context.print(StatusCommand.find(client, migration));
        return ExitCode.DONE;
      }
    }
    context.out().println(migration + " is asked to pause. See: infill status " + migration);
    return ExitCode.DONE;
  }
}
