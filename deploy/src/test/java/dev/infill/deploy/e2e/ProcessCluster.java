package dev.infill.deploy.e2e;

import dev.infill.deploy.Main;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.local.ChildProcess;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.FreePort;
import dev.infill.deploy.local.JavaChild;
import dev.infill.deploy.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker, a coordinator and two workers, each a process of its own that may be killed and started
 * again with the same arguments.
 */
final class ProcessCluster implements Cluster, AutoCloseable {
  static final String BROKER = "broker";
  static final String COORDINATOR = "coordinator";
  static final List<String> WORKERS = List.of("worker-1", "worker-2");

  private static final Duration UP = Duration.ofMinutes(1);
  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          // The program's own, not the tests'.
          "-Dlogback.configurationFile=logback.xml");

  private final DataFolder folder;
  private final Map<String, String> environment;
  private final Map<String, ChildProcess.Plan> plans = new LinkedHashMap<>();
  private final Map<String, ChildProcess> running = new LinkedHashMap<>();
  private final int brokerPort;
  private final int apiPort;
  private final ApiClient api;

  private ProcessCluster(DataFolder folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.environment = environment;
    this.brokerPort = FreePort.find();
    this.apiPort = FreePort.find();
    this.api = new ApiClient(URI.create("http://127.0.0.1:" + apiPort), "");
    plan(BROKER, "-Xmx384m", "--data", path("kafka"), "--port", Integer.toString(brokerPort));
    plan(
        COORDINATOR,
        "-Xmx192m",
        "--kafka",
        bootstrapServers(),
        "--http-port",
        Integer.toString(apiPort),
        "--replication-factor",
        "1");
    for (String worker : WORKERS) {
      plan(
          worker,
          "-Xmx256m",
          "--kafka",
          bootstrapServers(),
          "--slots",
          "2",
          "--replication-factor",
          "1");
    }
  }

  /** Starts all of them; the folder has their logs. */
  static ProcessCluster start(Path folder) throws IOException {
    return start(folder, Map.of());
  }

  /**
   * @param environment of each of them, besides this process's own
   */
  static ProcessCluster start(Path folder, Map<String, String> environment) throws IOException {
    var cluster = new ProcessCluster(DataFolder.take(folder), environment);
    try {
      cluster.start(BROKER);
      cluster.start(COORDINATOR);
      WORKERS.forEach(cluster::start);
      cluster.awaitUp();
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  String bootstrapServers() {
    return "127.0.0.1:" + brokerPort;
  }

  /** Everything the processes have written, by their names. */
  Map<String, Path> logs() throws IOException {
    var logs = new LinkedHashMap<String, Path>();
    for (String name : plans.keySet()) {
      logs.put(name, folder.log(name));
    }
    return logs;
  }

  @Override
  public ApiClient api() {
    return api;
  }

  /** kill -9. */
  void kill(String name) {
    running.get(name).kill();
  }

  /**
   * Starts a process again that was killed; a broker and a coordinator answer when this returns.
   */
  void startAgain(String name) {
    start(name);
    awaitUp();
  }

  /** The worker that owns the capture of a migration; empty while nobody does. */
  java.util.Optional<String> capturer(String migration) throws Exception {
    return api.workers().stream()
        .filter(
            worker ->
                worker.alive()
                    && worker.captures().stream().anyMatch(c -> c.startsWith(migration + "/")))
        .map(dev.infill.coordinator.status.WorkerStatus::worker)
        .findFirst();
  }

  private void plan(String name, String memory, String... arguments) throws IOException {
    var vm = new java.util.ArrayList<>(SMALL);
    vm.add(memory);
    var all = new java.util.ArrayList<String>();
    all.add(name.startsWith("worker") ? "worker" : name);
    all.addAll(List.of(arguments));
    if (!name.equals(BROKER)) {
      all.addAll(List.of("--name", name));
    }
    plans.put(name, JavaChild.of(name, Main.class, vm, all, environment, folder.log(name)));
  }

  private void start(String name) {
    try {
      running.put(name, ChildProcess.start(plans.get(name), folder.runFile()));
      if (name.equals(BROKER)) {
        Await.until("the broker listens", UP, () -> alive(name) && listens(brokerPort));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void awaitUp() {
    Await.until("the coordinator answers", UP, () -> alive(COORDINATOR) && ready());
  }

  private boolean ready() throws InterruptedException {
    try {
      api.migrations();
      return true;
    } catch (dev.infill.deploy.client.ApiException e) {
      return false;
    }
  }

  private boolean alive(String name) {
    if (!running.get(name).isAlive()) {
      throw new AssertionError(name + " ended: " + running.get(name).logTail());
    }
    return true;
  }

  private static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String path(String name) {
    return folder.path().resolve(name).toString();
  }

  @Override
  public void close() {
    Deque<ChildProcess> last = new ArrayDeque<>();
    running.values().forEach(last::push);
    last.forEach(child -> child.stop("TERM", Duration.ofSeconds(5)));
    api.close();
    try {
      folder.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
