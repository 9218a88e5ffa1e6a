package dev.infill.deploy.cluster;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.TopicSetupException;
import dev.infill.common.model.Engine;
import dev.infill.common.observe.Traces;
import dev.infill.coordinator.CoordinatorSettings;
import dev.infill.deploy.Main;
import dev.infill.deploy.local.ChildProcess;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedKafka;
import dev.infill.deploy.local.JavaChild;
import dev.infill.deploy.local.Shutdown;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All servers of the demo in one data folder: the databases and the workers as child processes, the
 * broker and the coordinator in this one. Begins with empty servers each time.
 */
public final class DemoCluster {
  private static final String PREFIX = "infill";

  private final DataFolder folder;
  private final Shutdown shutdown;
  private final String password;
  private final List<DemoShard> shards;
  private final EmbeddedKafka kafka;

  private DemoCluster(
      DataFolder folder,
      Shutdown shutdown,
      String password,
      List<DemoShard> shards,
      EmbeddedKafka kafka) {
    this.folder = folder;
    this.shutdown = shutdown;
    this.password = password;
    this.shards = List.copyOf(shards);
    this.kafka = kafka;
  }

  /** Forgets what an earlier demo left in the folder. */
  public static void clear(DataFolder folder) throws IOException {
    folder.clear("postgres", "mysql", "kafka", "logs", "password");
  }

  /**
   * Starts the servers, in a folder that was cleared; all that is started here ends with the
   * shutdown.
   *
   * @param engines a server of each
   * @param count shards, at least one for each engine, spread over the servers
   */
  public static DemoCluster start(
      DataFolder folder, Shutdown shutdown, List<Engine> engines, int count)
      throws IOException, SQLException {
    String password = PasswordFile.create(passwordFile(folder));
    var shards =
        DemoServer.startAll(engines, count, password, folder, shutdown).stream()
            .flatMap(server -> server.shards().stream())
            .toList();
    var kafka =
        shutdown.add("Kafka", EmbeddedKafka.start(folder.folder("kafka"), OptionalInt.empty()));
    return new DemoCluster(folder, shutdown, password, shards, kafka);
  }

  /** Makes the application's table on each shard. */
  public void load(long rows) throws SQLException {
    for (var shard : shards) {
      shard.load(password, rows);
    }
  }

  /**
   * Starts a coordinator in this process and returns where its API answers.
   *
   * @param traces gets its steps and decisions
   */
  public URI startCoordinator(Traces traces)
      throws IOException, TopicSetupException, InterruptedException {
    var settings =
        new CoordinatorSettings(
            "coordinator-1",
            new KafkaSettings(kafka.bootstrapServers(), PREFIX, Map.of()),
            (short) 1,
            "127.0.0.1",
            0,
            Optional.empty());
    return shutdown.add("coordinator", RunningCoordinator.start(settings, traces)).url();
  }

  /** Starts workers, each as a process of its own. */
  public void startWorkers(int count, int slots) throws IOException {
    var workers = new ArrayList<ChildProcess>();
    shutdown.add("workers", () -> ChildProcess.stopAll(workers, Duration.ofSeconds(10)));
    for (int number = 1; number <= count; number++) {
      workers.add(ChildProcess.start(worker("worker-" + number, slots), folder.runFile()));
    }
  }

  private ChildProcess.Plan worker(String name, int slots) throws IOException {
    var arguments =
        List.of(
            "worker",
            "--kafka",
            kafka.bootstrapServers(),
            "--prefix",
            PREFIX,
            "--name",
            name,
            "--slots",
            Integer.toString(slots));
    return JavaChild.of(
        name, Main.class, List.of("-Xmx256m"), arguments, Map.of(), folder.log(name));
  }

  /** The databases that the application writes to. */
  public List<DemoShard> shards() {
    return shards;
  }

  public String password() {
    return password;
  }

  public String kafkaServers() {
    return kafka.bootstrapServers();
  }

  /** The file with the password of all the demo's roles. */
  public Path passwordFile() {
    return passwordFile(folder);
  }

  private static Path passwordFile(DataFolder folder) {
    return folder.path().resolve("password");
  }
}
