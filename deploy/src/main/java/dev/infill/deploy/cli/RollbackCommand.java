package dev.infill.deploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Drops all that the migration added, from whatever state it is in. */
@Command(
    name = "rollback",
    description = "Drops all that the migration added, from whatever state it is in.")
final class RollbackCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "MIGRATION", description = "its name")
  private String migration = "";

  @Option(names = "--json", description = "answer with the migration's JSON")
  private boolean json;

  @Mixin private final ApiOptions api = new ApiOptions();

  RollbackCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = api.client(context.environment())) {
      client.rollBack(migration);
      if (json) {
        context.print(StatusCommand.find(client, migration));
        return ExitCode.DONE;
      }
    }
    context.out().println(migration + " is asked to roll back. See: infill status " + migration);
    return ExitCode.DONE;
  }
}
