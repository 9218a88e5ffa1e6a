package dev.infill.deploy.cli;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.deploy.bench.cluster.SimulatedCoordinator;
import dev.infill.deploy.bench.cluster.SimulatedTable;
import dev.infill.deploy.bench.cluster.SimulatedWorker;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A coordinator or a worker over shards that are not there, as a process of the bench. */
@Command(
    name = "bench-part",
    hidden = true,
    description = "Runs a coordinator or a worker over shards that are not there.")
final class BenchPartCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "PART", description = "coordinator or worker")
  private String part = "";

  @Option(names = "--kafka", required = true, paramLabel = "HOST:PORT", description = "its Kafka")
  private String kafka = "";

  @Option(names = "--ranges", required = true, paramLabel = "N", description = "of each shard")
  private int ranges;

  @Option(names = "--http-port", paramLabel = "PORT", description = "of a coordinator's API")
  private int port;

  @Option(
      names = "--tasks",
      arity = "1",
      paramLabel = "TRUE",
      description = "whether a worker takes tasks")
  private boolean takesTasks;

  BenchPartCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Logging.toConsole(LogOptions.Format.text);
    var settings = new KafkaSettings(kafka, "infill", Map.of());
    var table = new SimulatedTable(ranges);
    String name = ProcessName.unique();
    switch (part) {
      case "coordinator" ->
          context
              .shutdown()
              .add(
                  part,
                  SimulatedCoordinator.start(
                      name, ProcessName.lasting(port), settings, port, table));
      case "worker" -> {
        var worker =
            context.shutdown().add(part, new SimulatedWorker(name, settings, takesTasks, table));
        worker.start();
      }
      default -> throw new WrongInputException("There is no part " + part + " of a bench.");
    }
    context.shutdown().await();
    return ExitCode.DONE;
  }
}
