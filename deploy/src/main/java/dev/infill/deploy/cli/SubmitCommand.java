package dev.infill.deploy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a migration on a cluster. */
@Command(
    name = "submit",
    description = "Begins a migration on a cluster; the same one again is no error.")
final class SubmitCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "SPEC", description = "the migration, a YAML file")
  private Path spec = Path.of("");

  @Option(
      names = "--fleet",
      required = true,
      paramLabel = "FLEET",
      description = "its databases, a YAML file")
  private Path fleet = Path.of("");

  @Option(names = "--json", description = "answer with the migration's JSON")
  private boolean json;

  @Mixin private final ApiOptions api = new ApiOptions();

  SubmitCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    var files = SpecFiles.read(spec, fleet);
    String name = files.migration().name().name();
    try (var client = api.client(context.environment())) {
      client.submit(files.migrationText(), files.fleetText());
      if (json) {
        context.print(StatusCommand.find(client, name));
        return ExitCode.DONE;
      }
    }
    context
        .out()
        .println(name + " is submitted. Follow it with: infill status " + name + " --watch");
    return ExitCode.DONE;
  }
}
