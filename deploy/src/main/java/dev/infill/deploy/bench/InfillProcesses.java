package dev.infill.deploy.bench;

import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiException;
import dev.infill.deploy.local.ChildProcess;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.FreePort;
import dev.infill.deploy.local.JavaChild;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Broker, coordinator and worker as children of this process, as {@code ./infill} starts them, but
 * with the lowest priority: elsewhere they have machines of their own, and take no processor from
 * the database.
 */
final class InfillProcesses implements AutoCloseable {
  /** The variable that holds the database's password, in the children's environment. */
  static final String PASSWORD_VARIABLE = "INFILL_BENCH_PASSWORD";

  /** In the data folder. */
  static final String FOLDER = "kafka";

  private static final Duration UP_WITHIN = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Class<?> program;
  private final DataFolder folder;
  private final Map<String, String> environment;
  private final Deque<ChildProcess> children = new ArrayDeque<>();
  private final String kafka;
  private final int port;

  private InfillProcesses(Class<?> program, DataFolder folder, String password) throws IOException {
    this.program = program;
    this.folder = folder;
    this.environment = Map.of(PASSWORD_VARIABLE, password);
    this.kafka = "127.0.0.1:" + FreePort.find();
    this.port = FreePort.find();
  }

  /**
   * Starts them on a Kafka without records, and returns when all of them work.
   *
   * @param program has the {@code main} of {@code ./infill}
   * @param password of the database
   */
  static InfillProcesses start(Class<?> program, DataFolder folder, String password)
      throws IOException, InterruptedException {
    var processes = new InfillProcesses(program, folder, password);
    boolean up = false;
    try {
      processes.startAll();
      processes.awaitUp();
      up = true;
    } finally {
      if (!up) {
        processes.close();
      }
    }
    return processes;
  }

  /** Where the coordinator answers. */
  URI api() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /**
   * @throws IllegalStateException when one has ended, with the last it said
   */
  void checkAlive() {
    for (ChildProcess child : children) {
      if (!child.isAlive()) {
        throw new IllegalStateException(child.name() + " has ended:\n" + child.logTail());
      }
    }
  }

  @Override
  public void close() {
    while (!children.isEmpty()) {
      children.pop().close();
    }
  }

  private void startAll() throws IOException {
    Path data = Files.createTempDirectory(folder.folder(FOLDER), "of-round-");
    start("broker", "--data", data.toString(), "--port", kafka.substring(kafka.indexOf(':') + 1));
    start("coordinator", "--kafka", kafka, "--http-port", Integer.toString(port));
    start("worker", "--kafka", kafka, "--slots", "2");
  }

  private void start(String command, String... its) throws IOException {
    var arguments = new ArrayList<String>();
    arguments.add(command);
    arguments.addAll(List.of(its));
    // The launcher gives these to any process.
    String options = System.getenv().getOrDefault("INFILL_JAVA_OPTS", "").strip();
    List<String> vm = options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    children.push(
        ChildProcess.start(
            JavaChild.of(command, program, vm, arguments, environment, folder.log(command))
                .behindOthers(),
            folder.runFile()));
  }

  private void awaitUp() throws InterruptedException {
    Instant giveUp = Instant.now().plus(UP_WITHIN);
    try (var client = new ApiClient(api(), "")) {
      while (!workerIsUp(client)) {
        checkAlive();
        if (Instant.now().isAfter(giveUp)) {
          throw new IllegalStateException("the cluster does not come up");
        }
        Thread.sleep(LOOK_EVERY);
      }
    }
  }

  private static boolean workerIsUp(ApiClient client) throws InterruptedException {
    try {
      return !client.workers().isEmpty();
    } catch (ApiException e) {
      if (e.mayPass()) {
        return false; // it still starts
      }
      throw new IllegalStateException(e);
    }
  }
}
