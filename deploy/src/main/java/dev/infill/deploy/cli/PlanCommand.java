package dev.infill.deploy.cli;

import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.preview.JdbcShardPlanners;
import dev.infill.common.kafka.Codec;
import dev.infill.common.plan.FleetPlanner;
import dev.infill.common.settings.Secrets;
import dev.infill.deploy.plan.PlanText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what a migration would find, do and take. Asks the databases themselves, and no broker. */
@Command(
    name = "plan",
    description = {
      "Tells what a migration would find, do and take; changes nothing.",
      "Exits with 0 when it may begin, 2 when a finding refuses it, 1 when a database can't be asked."
    })
final class PlanCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "SPEC", description = "the migration, a YAML file")
  private Path spec = Path.of("");

  @Option(
      names = "--fleet",
      required = true,
      paramLabel = "FLEET",
      description = "its databases, a YAML file")
  private Path fleet = Path.of("");

  @Option(names = "--json", description = "answer with all of it in JSON")
  private boolean json;

  PlanCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    var files = SpecFiles.read(spec, fleet);
    var connections = new ShardConnections(new Secrets(context.environment()), "plan");
    var planners = JdbcShardPlanners.over(connections);
    var plan =
        new FleetPlanner(planners, InstantSource.system()).plan(files.migration(), files.fleet());
    if (json) {
      context.out().println(new String(Codec.ofMessages().write(plan), StandardCharsets.UTF_8));
    } else {
      PlanText.lines(plan).forEach(context.out()::println);
    }
    if (!plan.complete()) {
      return ExitCode.FAILED;
    }
    return plan.accepted() ? ExitCode.DONE : ExitCode.WRONG_INPUT;
  }
}
