package dev.infill.deploy.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka of one node in this process, broker and controller, on 127.0.0.1, with its data in a
 * folder. Started again on a folder it keeps its port when that is still free, so that clients find
 * it again; otherwise it advertises the new one.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int NODE = 1;

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts it; when this returns, it takes requests.
   *
   * @param folder of the broker alone
   * @param port a fixed port; empty for the last one, or any
   * @throws IOException when the folder can't be used, or the fixed port is taken
   */
  public static EmbeddedKafka start(Path folder, OptionalInt port) throws IOException {
    Path log = folder.toAbsolutePath().resolve("log");
    if (!Files.exists(log.resolve("meta.properties"))) {
      format(log);
    }
    int chosen = choose(folder.resolve("port"), port);
    var config = new KafkaConfig(settings(log, chosen, FreePort.find()), false);
    var server = new KafkaRaftServer(config, Time.SYSTEM);
    server.startup();
    return new EmbeddedKafka(server, chosen);
  }

  /** What clients are given as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Waits until it is stopped. */
  public void awaitStop() {
    server.awaitShutdown();
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static int choose(Path remembered, OptionalInt fixed) throws IOException {
    int port = fixed.isPresent() ? fixed.getAsInt() : last(remembered);
    if (fixed.isPresent() && !FreePort.isFree(port)) {
      throw new IOException(
          "Port " + port + " is taken. Stop what listens there, or choose another port.");
    }
    if (port == 0 || !FreePort.isFree(port)) {
      port = FreePort.find();
    }
    Files.writeString(remembered, Integer.toString(port));
    return port;
  }

  private static int last(Path remembered) throws IOException {
    try {
      return Integer.parseInt(Files.readString(remembered).strip());
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static void format(Path log) throws IOException {
    Files.createDirectories(log);
    try {
      new Formatter()
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(NODE)
          .setDirectories(List.of(log.toString()))
          .setMetadataLogDirectory(log.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Cannot format " + log, e);
    }
  }

  /**
   * For one node and a short life: no replicas, small caches, quick to give up dead members and to
   * begin.
   */
  private static Map<String, String> settings(Path log, int port, int controllerPort) {
    var settings = new HashMap<String, String>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put("log.dirs", log.toString());
    settings.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      settings.put(topic + ".replication.factor", "1");
      settings.put(topic + ".num.partitions", "1");
    }
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("default.replication.factor", "1");
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    // After a kill the node is known as alive until its session ends, and so long nothing is led.
    settings.put("broker.session.timeout.ms", "4000");
    settings.put("broker.heartbeat.interval.ms", "500");
    // An open transaction of somebody who died holds up all who read committed records.
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // 128 MiB by default.
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    settings.put("log.cleaner.threads", "1");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("num.recovery.threads.per.data.dir", "2");
    return settings;
  }
}
