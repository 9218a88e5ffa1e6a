package dev.infill.deploy.chaos;

import dev.infill.common.model.Engine;
import dev.infill.deploy.Main;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.cluster.DemoFiles;
import dev.infill.deploy.cluster.DemoServer;
import dev.infill.deploy.cluster.DemoShard;
import dev.infill.deploy.cluster.PasswordFile;
import dev.infill.deploy.local.Children;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.FreePort;
import dev.infill.deploy.local.JavaChild;
import dev.infill.deploy.local.Shutdown;
import dev.infill.deploy.local.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A broker, coordinators and workers as processes of their own, database servers, and a network
 * between them and each shard. The application goes to the servers directly.
 */
final class ChaosCluster {
  static final int COORDINATORS = 2;
  static final int WORKERS = 3;
  static final int SHARDS = 4;

  static final String BROKER = "broker";
  private static final Duration UP_WITHIN = Duration.ofMinutes(3);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Children processes;
  private final List<DemoServer> servers;
  private final List<Link> links;
  private final List<URI> apis;
  private final String password;
  private final Path passwordFile;

  /** A shard, and the network between Infill and it. */
  record Link(DemoShard shard, TcpProxy network) {
    /** The shard as Infill reaches it. */
    DemoShard seen(int port) {
      String url = shard.url().replace(":" + port + "/", ":" + network.port() + "/");
      return new DemoShard(shard.id(), shard.server(), url, shard.users(), shard.admin());
    }
  }

  private ChaosCluster(
      Children processes,
      List<DemoServer> servers,
      List<Link> links,
      List<URI> apis,
      String password,
      Path passwordFile) {
    this.processes = processes;
    this.servers = servers;
    this.links = links;
    this.apis = apis;
    this.password = password;
    this.passwordFile = passwordFile;
  }

  /** Starts all of it on empty servers; it ends with the shutdown. */
  static ChaosCluster start(DataFolder folder, Shutdown shutdown, List<Engine> engines)
      throws IOException, SQLException {
    folder.clear("postgres", "mysql", BROKER, "logs", "password");
    Path passwordFile = folder.path().resolve("password");
    String password = PasswordFile.create(passwordFile);
    var servers = DemoServer.startAll(engines, SHARDS, password, folder, shutdown);
    var links = new ArrayList<Link>();
    for (DemoServer server : servers) {
      for (DemoShard shard : server.shards()) {
        links.add(new Link(shard, shutdown.add("network", new TcpProxy(server.port()))));
      }
    }
    var processes = shutdown.add("processes", new Children(folder.runFile()));
    return new ChaosCluster(
        processes,
        servers,
        List.copyOf(links),
        startProcesses(processes, folder),
        password,
        passwordFile);
  }

  private static List<URI> startProcesses(Children processes, DataFolder folder)
      throws IOException {
    int port = FreePort.find();
    plan(
        processes,
        folder,
        BROKER,
        BROKER,
        "-Xmx384m",
        List.of("--data", folder.folder(BROKER).toString(), "--port", Integer.toString(port)));
    var kafka = List.of("--kafka", "127.0.0.1:" + port, "--replication-factor", "1");
    var apis = new ArrayList<URI>();
    for (String name : names("coordinator", COORDINATORS)) {
      int api = FreePort.find();
      apis.add(URI.create("http://127.0.0.1:" + api));
      var its = new ArrayList<>(kafka);
      its.addAll(List.of("--name", name, "--http-port", Integer.toString(api)));
      plan(processes, folder, name, "coordinator", "-Xmx192m", its);
    }
    for (String name : names("worker", WORKERS)) {
      var its = new ArrayList<>(kafka);
      its.addAll(List.of("--name", name, "--slots", "2"));
      plan(processes, folder, name, "worker", "-Xmx256m", its);
    }
    processes.start(BROKER);
    for (String name : names("coordinator", COORDINATORS)) {
      processes.start(name);
    }
    for (String name : names("worker", WORKERS)) {
      processes.start(name);
    }
    return apis;
  }

  private static void plan(
      Children processes,
      DataFolder folder,
      String name,
      String command,
      String memory,
      List<String> its)
      throws IOException {
    var arguments = new ArrayList<>(List.of(command));
    arguments.addAll(its);
    processes.plan(
        JavaChild.of(name, Main.class, List.of(memory), arguments, Map.of(), folder.log(name)));
  }

  private static List<String> names(String part, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> part + "-" + n).toList();
  }

  /**
   * Waits until a coordinator answers and all workers are there.
   *
   * @throws IOException when that takes too long
   */
  void awaitUp(Operator operator) throws IOException, InterruptedException {
    long giveUp = System.nanoTime() + UP_WITHIN.toNanos();
    while (!operator.sees(WORKERS)) {
      if (System.nanoTime() > giveUp) {
        throw new IOException("The cluster does not come up: " + operator.refusal());
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  /** Makes the application's table on each shard. */
  void load(long rows) throws SQLException {
    for (Link link : links) {
      link.shard().load(password, rows);
    }
  }

  Children processes() {
    return processes;
  }

  List<DemoServer> servers() {
    return servers;
  }

  List<Link> links() {
    return links;
  }

  /** Where the coordinators answer. */
  List<URI> apis() {
    return apis;
  }

  String password() {
    return password;
  }

  /** How many parts may be hit. */
  Parts parts() {
    return new Parts(WORKERS, COORDINATORS, servers.size(), links.size());
  }

  /** The fleet's file: the shards at the addresses of the networks before them. */
  NamedText fleet() throws IOException {
    var seen = new ArrayList<DemoShard>();
    for (DemoServer server : servers) {
      links.stream()
          .filter(link -> server.shards().contains(link.shard()))
          .forEach(link -> seen.add(link.seen(server.port())));
    }
    return DemoFiles.fleet(seen, passwordFile);
  }
}
