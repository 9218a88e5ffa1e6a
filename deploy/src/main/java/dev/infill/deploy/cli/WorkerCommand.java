package dev.infill.deploy.cli;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.TopicSetupException;
import dev.infill.common.observe.Traces;
import dev.infill.deploy.cluster.RunningWorker;
import dev.infill.worker.WorkerSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A worker as a process of a cluster. */
@Command(name = "worker", description = "Runs a worker of a cluster; as many as one likes.")
final class WorkerCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private final KafkaOptions kafka = new KafkaOptions();
  @Mixin private final LogOptions log = new LogOptions();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "its name among workers (default: host and process)")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "2",
      description = "ranges it works on at a time, 1 to 64 (default: ${DEFAULT-VALUE})")
  private int slots = 2;

  @Mixin private final WorkerListenOptions listen = new WorkerListenOptions();
  @Mixin private final TransformsOption transforms = new TransformsOption();

  WorkerCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Logging.toConsole(log.format());
    var problems = new ArrayList<String>();
    KafkaSettings settings = kafka.settings(problems);
    if (slots < 1 || slots > 64) {
      problems.add("--slots must be 1 to 64: " + slots);
    }
    var at = listen.at(context.environment(), problems);
    if (!problems.isEmpty()) {
      throw new WrongInputException(problems);
    }
    var rules = transforms.load(context.shutdown());
    var worker = new WorkerSettings(name.orElseGet(ProcessName::unique), settings, slots);
    Traces traces = context.traces("worker", worker.name());
    try {
      var running =
          context
              .shutdown()
              .add("worker", RunningWorker.start(worker, rules, kafka.replicationFactor(), traces));
      if (at.isPresent()) {
        running.listen(at.get());
      }
    } catch (TopicSetupException e) {
      throw new WrongInputException(e.getMessage());
    } catch (IOException e) {
      throw new WrongInputException("The worker does not start: " + e.getMessage());
    }
    context.shutdown().await();
    return ExitCode.DONE;
  }
}
