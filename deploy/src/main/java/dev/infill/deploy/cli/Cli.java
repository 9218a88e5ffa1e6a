package dev.infill.deploy.cli;

import dev.infill.common.spec.InvalidSpecException;
import dev.infill.deploy.client.ApiException;
import dev.infill.deploy.local.DataFolderBusyException;
import dev.infill.deploy.local.Shutdown;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** All commands, and what happens when one of them gets what it can't use. */
public final class Cli {
  private static final Logger LOG = LoggerFactory.getLogger(Cli.class);

  private final CliContext context;

  public Cli(Map<String, String> environment, PrintStream out, PrintStream err, Shutdown shutdown) {
    this.context = new CliContext(environment, out, err, shutdown);
  }

  /** The program itself; it only has commands. */
  @Command(
      name = "infill",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      description = "Adds a column to a huge live table, without downtime.",
      synopsisSubcommandLabel = "COMMAND")
  private static final class Infill {}

  /** Runs the command that the arguments name, and returns its {@link ExitCode}. */
  public int execute(String... arguments) {
    Logging.keepLibrariesOffTheTerminal();
    try {
      var settings = SettingsSource.of(context.environment(), arguments);
      return commandLine(settings).execute(arguments);
    } catch (WrongInputException e) {
      return refuse(e.sentences());
    }
  }

  /** All commands with their options. */
  CommandLine commandLine(SettingsSource settings) {
    var line = new CommandLine(new Infill());
    for (Object command : commands()) {
      var sub = new CommandLine(command);
      sub.getCommandSpec().mixinStandardHelpOptions(true);
      sub.getCommandSpec().addMixin("config", CommandSpec.forAnnotatedObject(new ConfigOption()));
      HelpText.addTo(sub);
      line.addSubcommand(sub);
    }
    line.setDefaultValueProvider(settings);
    line.setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8));
    line.getCommandSpec().parser().collectErrors(true);
    line.getSubcommands()
        .values()
        .forEach(sub -> sub.getCommandSpec().parser().collectErrors(true));
    line.setExecutionStrategy(parsed -> run(line, parsed, settings));
    line.setExecutionExceptionHandler((error, command, parsed) -> failed(error));
    line.setParameterExceptionHandler((error, given) -> refuse(List.of(error.getMessage())));
    line.setUsageHelpAutoWidth(true);
    return line;
  }

  private List<Object> commands() {
    return List.of(
        new DemoCommand(context),
        new ChaosCommand(context),
        new RunCommand(context),
        new CoordinatorCommand(context),
        new WorkerCommand(context),
        new BrokerCommand(context),
        new PlanCommand(context),
        new SubmitCommand(context),
        new StatusCommand(context),
        new ReportCommand(context),
        new EventsCommand(context),
        new WorkersCommand(context),
        new FleetCommand(context),
        new ApproveCommand(context),
        new PauseCommand(context),
        new ResumeCommand(context),
        new RollbackCommand(context),
        new TuneCommand(context),
        new BenchCommand(context),
        new BenchPartCommand(context),
        new CompletionCommand(context));
  }

  /** Tells everything that is wrong with the arguments at once. */
  private int run(CommandLine line, ParseResult parsed, SettingsSource settings) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    if (!parsed.hasSubcommand()) {
      line.usage(context.err());
      return ExitCode.WRONG_INPUT;
    }
    ParseResult command = parsed.subcommand();
    var problems = new ArrayList<String>();
    parsed.errors().forEach(error -> problems.add(error.getMessage()));
    command.errors().forEach(error -> problems.add(error.getMessage()));
    problems.addAll(settings.unknown(command.commandSpec()));
    if (!problems.isEmpty()) {
      return refuse(problems.stream().distinct().toList());
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private int failed(Exception error) {
    if (context.shutdown().asked()) {
      return ExitCode.FAILED; // the process is ending; what fails now fails because of that
    }
    return switch (error) {
      case WrongInputException e -> refuse(e.sentences());
      case InvalidSpecException e -> refuse(e.problems().stream().map(Object::toString).toList());
      case ApiException e -> {
        int code = refuse(e.sentences());
        yield e.mayPass() ? ExitCode.FAILED : code;
      }
      case DataFolderBusyException e -> refuse(List.of(e.getMessage()));
      default -> {
        LOG.error("the command failed", error);
        context.err().println("infill: " + error.getMessage());
        yield ExitCode.FAILED;
      }
    };
  }

  private int refuse(List<String> sentences) {
    sentences.forEach(sentence -> context.err().println("infill: " + sentence));
    return ExitCode.WRONG_INPUT;
  }
}
