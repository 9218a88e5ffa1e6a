package dev.infill.deploy.bench.cluster;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Broker, coordinator and worker as children of this process, as {@code ./infill} starts them. */
final class ClusterProcesses implements AutoCloseable {
  /** In the data folder. */
  static final String FOLDER = "cluster";

  /** The heap that a coordinator must do with; one that can't ends. */
  static final int HEAP_MEGABYTES = 512;

  private static final Duration UP_WITHIN = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Class<?> program;
  private final DataFolder folder;
  private final SimulatedTable table;
  private final int kafkaPort = FreePort.find();
  private final int apiPort = FreePort.find();
  private final ApiClient api = new ApiClient(url(), "");
  private Optional<ChildProcess> broker = Optional.empty();
  private Optional<ChildProcess> coordinator = Optional.empty();
  private Optional<ChildProcess> worker = Optional.empty();

  private ClusterProcesses(Class<?> program, DataFolder folder, SimulatedTable table)
      throws IOException {
    this.program = program;
    this.folder = folder;
    this.table = table;
  }

  /**
   * Starts them on a Kafka without records, and returns when all of them work.
   *
   * @param program has the {@code main} of {@code ./infill}
   */
  static ClusterProcesses start(Class<?> program, DataFolder folder, SimulatedTable table)
      throws IOException, InterruptedException {
    var processes = new ClusterProcesses(program, folder, table);
    boolean up = false;
    try {
      Path data = Files.createTempDirectory(folder.folder(FOLDER), "of-round-");
      processes.broker =
          Optional.of(
              processes.child(
                  "broker",
                  List.of(),
                  List.of(
                      "broker",
                      "--data",
                      data.toString(),
                      "--port",
                      Integer.toString(processes.kafkaPort))));
      processes.startCoordinator();
      processes.awaitAnswer();
      processes.startWorker(true);
      up = true;
    } finally {
      if (!up) {
        processes.close();
      }
    }
    return processes;
  }

  String kafka() {
    return "127.0.0.1:" + kafkaPort;
  }

  /** Where the coordinator answers, also the one that follows it. */
  URI url() {
    return URI.create("http://127.0.0.1:" + apiPort);
  }

  ApiClient api() {
    return api;
  }

  long coordinatorPid() {
    return coordinator.orElseThrow().pid();
  }

  /** Processor time that the coordinator has taken since it began. */
  Duration coordinatorCpu() {
    return ProcessHandle.of(coordinatorPid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** Ends the coordinator as a crash would, and starts another one at once. */
  void crashCoordinator() throws IOException {
    coordinator.orElseThrow().kill();
    startCoordinator();
  }

  /** In place of the worker one that takes no tasks. */
  void idleWorker() throws IOException {
    worker.ifPresent(ChildProcess::close);
    startWorker(false);
  }

  /**
   * @throws IllegalStateException when one has ended, with the last it said
   */
  void checkAlive() {
    Stream.of(broker, coordinator, worker)
        .flatMap(Optional::stream)
        .filter(child -> !child.isAlive())
        .forEach(
            child -> {
              throw new IllegalStateException(child.name() + " has ended:\n" + child.logTail());
            });
  }

  @Override
  public void close() {
    Stream.of(worker, coordinator, broker).flatMap(Optional::stream).forEach(ChildProcess::close);
    api.close();
  }

  private void startCoordinator() throws IOException {
    coordinator =
        Optional.of(
            child(
                "coordinator",
                List.of("-Xmx" + HEAP_MEGABYTES + "m"),
                part("coordinator", "--http-port", Integer.toString(apiPort))));
  }

  private void startWorker(boolean takesTasks) throws IOException {
    worker =
        Optional.of(
            child("worker", List.of(), part("worker", "--tasks", Boolean.toString(takesTasks))));
  }

  private List<String> part(String which, String option, String value) {
    return List.of(
        "bench-part",
        which,
        "--kafka",
        kafka(),
        "--ranges",
        Integer.toString(table.ranges()),
        option,
        value);
  }

  private ChildProcess child(String name, List<String> vmOptions, List<String> arguments)
      throws IOException {
    var vm = new ArrayList<String>();
    // The launcher gives these to any process.
    String given = System.getenv().getOrDefault("INFILL_JAVA_OPTS", "").strip();
    if (!given.isEmpty()) {
      vm.addAll(List.of(given.split("\\s+")));
    }
    vm.addAll(vmOptions);
    return ChildProcess.start(
        JavaChild.of(name, program, vm, arguments, Map.of(), folder.log(name)), folder.runFile());
  }

  private void awaitAnswer() throws InterruptedException {
    Instant giveUp = Instant.now().plus(UP_WITHIN);
    while (!answers()) {
      checkAlive();
      if (Instant.now().isAfter(giveUp)) {
        throw new IllegalStateException("the coordinator does not come up");
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return api.migrations().isEmpty();
    } catch (ApiException e) {
      if (e.mayPass()) {
        return false; // it still starts
      }
      throw new IllegalStateException(e);
    }
  }
}
