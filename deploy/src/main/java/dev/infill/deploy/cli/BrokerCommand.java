package dev.infill.deploy.cli;

import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedKafka;
import dev.infill.deploy.local.Shutdown;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A Kafka of one node as a process of its own: for people who try a cluster, and for tests. */
@Command(
    name = "broker",
    description = {
      "Runs a Kafka of one node on this machine, to try a cluster on.",
      "It keeps no replicas: for what matters, use a Kafka that is kept safe."
    })
final class BrokerCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "its data folder, made when it is missing")
  private Path data = Path.of("");

  @Option(names = "--port", paramLabel = "PORT", description = "its port (default: any)")
  private Optional<Integer> port = Optional.empty();

  BrokerCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Logging.toConsole(LogOptions.Format.text);
    Shutdown shutdown = context.shutdown();
    var folder = shutdown.add("data folder", DataFolder.take(data));
    var broker =
        shutdown.add(
            "broker",
            EmbeddedKafka.start(
                folder.folder("kafka"), port.map(OptionalInt::of).orElse(OptionalInt.empty())));
    context.out().println("Kafka listens on " + broker.bootstrapServers());
    shutdown.await();
    return ExitCode.DONE;
  }
}
