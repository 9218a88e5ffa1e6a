package dev.infill.deploy.cli;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.TopicSetupException;
import dev.infill.common.observe.Traces;
import dev.infill.coordinator.CoordinatorSettings;
import dev.infill.deploy.cluster.RunningCoordinator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A coordinator as a process of a cluster. */
@Command(
    name = "coordinator",
    description = "Runs a coordinator of a cluster; as many as one likes.")
final class CoordinatorCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private final KafkaOptions kafka = new KafkaOptions();
  @Mixin private final LogOptions log = new LogOptions();
  @Mixin private final WebhookOptions notify = new WebhookOptions();
  @Mixin private final ListenOptions listen = new ListenOptions();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "its name among coordinators (default: host and process)")
  private Optional<String> name = Optional.empty();

  CoordinatorCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Logging.toConsole(log.format());
    CoordinatorSettings settings = settings();
    Traces traces = context.traces("coordinator", settings.name());
    try {
      context.shutdown().add("coordinator", RunningCoordinator.start(settings, traces));
    } catch (TopicSetupException e) {
      throw new WrongInputException(e.getMessage());
    } catch (IOException e) {
      throw new WrongInputException("The coordinator does not start: " + e.getMessage());
    }
    context.shutdown().await();
    return ExitCode.DONE;
  }

  private CoordinatorSettings settings() throws WrongInputException {
    var problems = new ArrayList<String>();
    KafkaSettings kafkaSettings = kafka.settings(problems);
    var webhooks = notify.webhooks(context.environment(), problems);
    Optional<String> token = Optional.empty();
    try {
      token = listen.token(context.environment());
    } catch (WrongInputException e) {
      problems.addAll(e.sentences());
    }
    try {
      int port = listen.port(problems);
      var settings =
          new CoordinatorSettings(
              name.orElseGet(ProcessName::unique),
              kafkaSettings,
              kafka.replicationFactor(),
              listen.host(),
              port,
              token,
              webhooks,
              ProcessName.lasting(port));
      if (problems.isEmpty()) {
        return settings;
      }
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    throw new WrongInputException(problems);
  }
}
