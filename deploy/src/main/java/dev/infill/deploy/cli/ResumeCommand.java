package dev.infill.deploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Goes on after a pause, or after a failure whose cause is gone. */
@Command(
    name = "resume",
    description = "Goes on after a pause, or after a failure whose cause is gone.")
final class ResumeCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "MIGRATION", description = "its name")
  private String migration = "";

  @Option(names = "--json", description = "answer with the migration's JSON")
  private boolean json;

  @Mixin private final ApiOptions api = new ApiOptions();

  ResumeCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = api.client(context.environment())) {
      client.resume(migration);
      if (json) {
        context.print(StatusCommand.find(client, migration));
        return ExitCode.DONE;
      }
    }
    context.out().println(migration + " is asked to go on. See: infill status " + migration);
    return ExitCode.DONE;
  }
}
