package dev.infill.deploy.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets indexes and constraints go on, where a spec asks for a person's approval. */
@Command(
    name = "approve",
    description = {
      "Lets indexes and constraints go on, where the spec says that a person approves.",
      "It is waited for only when all rows are right and the writers' gate is open otherwise."
    })
final class ApproveCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "MIGRATION", description = "its name")
  private String migration = "";

  @Option(
      names = "--shard",
      paramLabel = "SHARD",
      description = "one shard alone; all that wait for it unless given")
  private Optional<String> shard = Optional.empty();

  @Option(names = "--json", description = "answer with the migration's JSON")
  private boolean json;

  @Mixin private final ApiOptions api = new ApiOptions();

  ApproveCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = api.client(context.environment())) {
      client.approve(migration, shard);
      if (json) {
        context.print(StatusCommand.find(client, migration));
        return ExitCode.DONE;
      }
    }
    context.out().println(migration + " is approved. See: infill status " + migration);
    return ExitCode.DONE;
  }
}
