package dev.infill.deploy.cli;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.deploy.progress.MarkdownReport;
import dev.infill.deploy.progress.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what came out of a migration, or has so far. */
@Command(
    name = "report",
    description = {
      "Shows what came out of a migration, or has so far: rows counted, written, found right.",
      "Exits with 1 when a shard has failed."
    })
final class ReportCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "MIGRATION", description = "its name")
  private String migration = "";

  /** Text unless one of them is asked for. */
  private static final class As {
    @Option(names = "--json", description = "answer with the coordinator's JSON")
    private boolean json;

    @Option(names = "--markdown", description = "answer with Markdown, as for a pull request")
    private boolean markdown;
  }

  @ArgGroup(exclusive = true)
  private As as = new As();

  @Mixin private final ApiOptions api = new ApiOptions();

  ReportCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    MigrationStatus status;
    try (var client = api.client(context.environment())) {
      status = StatusCommand.find(client, migration);
    }
    if (as.json) {
      context.print(status);
    } else {
      var lines = as.markdown ? MarkdownReport.lines(status) : Report.lines(status);
      lines.forEach(context.out()::println);
    }
    boolean failed = status.shards().stream().anyMatch(s -> s.phase().equals("Failed"));
    return failed ? ExitCode.FAILED : ExitCode.DONE;
  }
}
