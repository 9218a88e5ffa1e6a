package dev.infill.deploy.cli;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.TopicSetupException;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.observe.Traces;
import dev.infill.common.settings.MissingSecretException;
import dev.infill.common.settings.Secrets;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.transform.Transforms;
import dev.infill.coordinator.CoordinatorSettings;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiException;
import dev.infill.deploy.cluster.RunningCoordinator;
import dev.infill.deploy.cluster.RunningWorker;
import dev.infill.deploy.local.CacheFolder;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedKafka;
import dev.infill.deploy.progress.Report;
import dev.infill.deploy.progress.Screen;
import dev.infill.worker.WorkerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A migration from beginning to end in this one process. Started again, it goes on where it was.
 */
@Command(
    name = "run",
    description =
        "Runs a migration in this one process. After a crash the same command goes on where it"
            + " was.")
final class RunCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "SPEC", description = "the migration, a YAML file")
  private Path spec = Path.of("");

  @Option(
      names = "--fleet",
      required = true,
      paramLabel = "FLEET",
      description = "its databases, a YAML file")
  private Path fleet = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "where its state and log are kept (default: infill/run/MIGRATION in the user's cache"
              + " directory)")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "a Kafka that keeps the state (default: one in this process)")
  private Optional<String> kafka = Optional.empty();

  @Option(
      names = "--prefix",
      paramLabel = "NAME",
      defaultValue = "infill",
      description = "begins the names of topics and groups (default: ${DEFAULT-VALUE})")
  private String prefix = "infill";

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "4",
      description = "ranges worked on at a time, 1 to 64 (default: ${DEFAULT-VALUE})")
  private int slots = 4;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "the port of the API, on this machine only (default: any)")
  private int httpPort;

  @Option(
      names = "--json",
      description = "answer with the report as JSON; progress goes to standard error")
  private boolean json;

  @Option(
      names = "--no-wait",
      description = "end with exit code 3 where the migration waits for its writers")
  private boolean noWait;

  @Option(
      names = "--rollback",
      description = "take back what the migration added, also after it has completed")
  private boolean rollback;

  @Mixin private final TransformsOption transforms = new TransformsOption();

  RunCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    if (slots < 1 || slots > 64) {
      throw new WrongInputException("--slots must be 1 to 64: " + slots);
    }
    var files = SpecFiles.read(spec, fleet);
    checkPasswords(files.fleet());
    String name = files.migration().name().name();
    var shutdown = context.shutdown();
    var rules = transforms.load(shutdown);
    checkTransforms(files.migration().any(), rules);
    Path path = data.isPresent() ? data.get() : CacheFolder.find().resolve("run").resolve(name);
    var folder = shutdown.add("data folder", DataFolder.take(path.toAbsolutePath()));
    Logging.toFile(folder.log("infill"));
    Screen screen = context.screen(json);
    screen.say(
        "State and log are in "
            + folder.path()
            + "; this command goes on from there after a crash.");

    var kafkaSettings = new KafkaSettings(kafkaServers(folder), prefix, Map.of());
    var coordinator = shutdown.add("coordinator", startCoordinator(kafkaSettings));
    var worker = new WorkerSettings(ProcessName.unique(), kafkaSettings, slots);
    Traces traces = context.traces("worker", worker.name());
    shutdown.add("worker", RunningWorker.start(worker, rules, replicas(), traces));
    screen.say(
        "Ask or steer it meanwhile: infill status|pause|resume|approve|rollback "
            + name
            + " --url "
            + coordinator.url());

    try (var client = new ApiClient(coordinator.url(), "")) {
      if (rollback) {
        takeBack(client, name, folder.path());
      } else {
        begin(client, files, screen);
      }
      return tell(Follower.follow(client, name, screen, this::over), screen);
    }
  }

  private String kafkaServers(DataFolder folder) throws IOException {
    return kafka.isPresent()
        ? kafka.get()
        : context
            .shutdown()
            .add("Kafka", EmbeddedKafka.start(folder.folder("kafka"), OptionalInt.empty()))
            .bootstrapServers();
  }

  /** This process logs in, so it must find the passwords; said before anything is started. */
  private void checkPasswords(Fleet of) throws WrongInputException {
    var secrets = new Secrets(context.environment());
    var problems = new ArrayList<String>();
    for (ShardAddress shard : of.shards()) {
      try {
        secrets.resolve(shard.password());
      } catch (MissingSecretException e) {
        problems.add(fleet + ": " + shard.id() + ": no password: " + e.getMessage() + ".");
      }
    }
    if (!problems.isEmpty()) {
      throw new WrongInputException(problems);
    }
  }

  /** Without one, this process could do nothing but wait. */
  private void checkTransforms(MigrationSpec migration, Transforms rules)
      throws WrongInputException {
    var problems =
        migration.columns().stream()
            .flatMap(column -> column.transform().stream())
            .filter(rule -> rules.find(rule.name()).isEmpty())
            .map(
                rule ->
                    "%s: there is no transform %s. Give its jar with --transforms."
                        .formatted(spec, rule.name()))
            .distinct()
            .toList();
    if (!problems.isEmpty()) {
      throw new WrongInputException(problems);
    }
  }

  private short replicas() {
    return (short) (kafka.isPresent() ? -1 : 1);
  }

  private RunningCoordinator startCoordinator(KafkaSettings kafkaSettings)
      throws WrongInputException, InterruptedException, IOException {
    String name = ProcessName.unique();
    Traces traces = context.traces("coordinator", name);
    try {
      return RunningCoordinator.start(
          new CoordinatorSettings(
              name, kafkaSettings, replicas(), "127.0.0.1", httpPort, Optional.empty()),
          traces);
    } catch (TopicSetupException e) {
      throw new WrongInputException(e.getMessage());
    }
  }

  /**
   * Submits it, or takes up what an earlier run of the same command left, also when that failed.
   */
  private static void begin(ApiClient client, SpecFiles files, Screen screen)
      throws ApiException, InterruptedException, WrongInputException {
    String name = files.migration().name().name();
    boolean known = client.migration(name).isPresent();
    try {
      client.submit(files.migrationText(), files.fleetText());
    } catch (ApiException e) {
      throw new WrongInputException(e.sentences());
    }
    if (known && client.migration(name).filter(m -> m.phase().equals("Failed")).isPresent()) {
      screen.say("The last run failed; going on from there.");
      client.resume(name);
    }
  }

  /** Its state, by which it can be taken back, is where the run kept it. */
  private static void takeBack(ApiClient client, String name, Path folder)
      throws ApiException, InterruptedException, WrongInputException {
    if (client.migration(name).isEmpty()) {
      throw new WrongInputException(
          "There is no migration "
              + name
              + " in "
              + folder
              + ". Name its run's folder with --data, or its --kafka.");
    }
    client.rollBack(name);
  }

  /** Every shard has come to where it can't go on by itself. */
  private boolean over(MigrationStatus status) {
    return status.shards().stream()
        .allMatch(shard -> ended(shard) || (noWait && !rollback && waits(shard)));
  }

  private boolean ended(ShardStatus shard) {
    return switch (shard.phase()) {
      case "RolledBack" -> true;
      case "Completed", "Failed" -> !rollback;
      default -> false;
    };
  }

  private static boolean waits(ShardStatus shard) {
    return shard.phase().equals("AwaitingWriters") || shard.phase().equals("AwaitingApproval");
  }

  private int tell(MigrationStatus status, Screen screen) {
    Report.lines(status).forEach(screen::say);
    if (json) {
      context.out().println(new String(Codec.ofMessages().write(status), StandardCharsets.UTF_8));
    }
    if (status.shards().stream().anyMatch(shard -> shard.phase().equals("Failed"))) {
      screen.say("");
      screen.say("It failed, see above. When the cause is gone, the same command goes on.");
      return ExitCode.FAILED;
    }
    if (status.shards().stream().anyMatch(RunCommand::waits)) {
      screen.say("");
      screen.say(
          "It waits at its gate. The replication slot keeps the log's files meanwhile, so run"
              + " the same command again soon.");
      return ExitCode.WAITING;
    }
    return status.phase().equals(rollback ? "RolledBack" : "Completed")
        ? ExitCode.DONE
        : ExitCode.FAILED;
  }
}
