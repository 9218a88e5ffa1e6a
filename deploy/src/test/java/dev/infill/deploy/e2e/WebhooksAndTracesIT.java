package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.OtlpReceiver;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import dev.infill.deploy.testing.WebhookReceiver;
import dev.infill.deploy.testing.WebhookReceiver.Received;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the processes of a cluster tell others: people by webhooks, and a receiver of traces. */
class WebhooksAndTracesIT {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static WebhookReceiver told;
  private static ServerSocket silent;
  private static OtlpReceiver traces;
  private static ProcessCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    told = WebhookReceiver.start();
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    traces = OtlpReceiver.start();
    var environment = new HashMap<>(traces.environment());
    environment.put(
        "INFILL_WEBHOOK",
        told.webhook().url() + ",http://127.0.0.1:" + silent.getLocalPort() + "/never");
    environment.put("INFILL_WEBHOOK_SECRET", WebhookReceiver.SECRET);
    cluster = ProcessCluster.start(Files.createTempDirectory(folder, "cluster"), environment);
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
    traces.close();
    silent.close();
    told.close();
  }

  @Test
  void peopleAreToldWhatIsWaitedForAndAReceiverThatNeverAnswersHoldsNothingUp() throws Exception {
    try (var canary = items();
        var last = items()) {
      canary.execute("UPDATE items SET n = 0 WHERE id = 7");
      Await.until("what happens is told", LONG, () -> told.isTold(kafka()));
      var spec =
          """
          apiVersion: infill/v1
          kind: Migration
          name: told
          table: items
          column: { name: share, type: int, value: 100 / n }
          writers: { gate: assume, approval: true }
          rollout: { canary: [shard-0], soak: 1s, haltOn: { quarantined: 1 } }
          """;
      cluster.api().submit(new NamedText("spec.yaml", spec), Fleets.of(folder, canary, last));

      assertThat(awaitTold("told/shard-1", "halted")).contains("1 row can't be computed");
      assertThat(awaitTold("told/shard-0", "failed")).contains("1 row has a value");
      canary.execute("UPDATE items SET n = 1 WHERE id = 7");
      Await.until("it can be resumed", LONG, () -> phase("shard-0").equals("Failed"));
      cluster.api().resume("told");
      for (String shard : List.of("shard-0", "shard-1")) {
        assertThat(awaitTold("told/" + shard, "approval")).contains("infill approve told");
        Await.until("it waits", LONG, () -> phase(shard).equals("AwaitingApproval"));
        cluster.api().approve("told", Optional.of(shard));
        assertThat(awaitTold("told/" + shard, "completed")).contains("500 rows counted");
      }

      silent.setSoTimeout(1_000);
      silent.accept().close(); // it was asked all the time
      assertThat(told.received()).allSatisfy(WebhooksAndTracesIT::assertIsASignedCloudEvent);
      assertTasksAreTracedFromProcessToProcess();
    }
  }

  private static TestDatabase items() throws SQLException {
    var database = TestPostgres.shared().database();
    database.execute(
        "CREATE TABLE items (id bigint PRIMARY KEY, n int NOT NULL)",
        "INSERT INTO items SELECT i, 10 FROM generate_series(1, 500) i",
        "ANALYZE items");
    return database;
  }

  private static String phase(String shard) throws Exception {
    return cluster.status("told").orElseThrow().shards().stream()
        .filter(s -> s.shard().equals(shard))
        .findFirst()
        .orElseThrow()
        .phase();
  }

  /** What a notification says, once it has come. */
  private static String awaitTold(String subject, String what) {
    return Await.until(
            "the receiver has " + what + " of " + subject,
            LONG,
            () -> told.sentence(subject, what),
            Optional::isPresent)
        .orElseThrow();
  }

  private static void assertIsASignedCloudEvent(Received received) throws Exception {
    assertThat(received.contentType()).isEqualTo("application/cloudevents+json");
    assertThat(received.isSigned()).isTrue();
    assertThat(received.event().path("specversion").asText()).isEqualTo("1.0");
    assertThat(received.event().path("id").asText()).isEqualTo(received.id());
    assertThat(received.event().path("type").asText())
        .isEqualTo("dev.infill.notification." + received.event().at("/data/what").asText());
  }

  /** What a worker's process did is in the trace that the coordinator's began. */
  private static void assertTasksAreTracedFromProcessToProcess() {
    Await.until(
        "both ends of a task's trace have come",
        LONG,
        () -> {
          var sent = tracesOf("infill-coordinator", "send CheckRange");
          return tracesOf("infill-worker", "run CheckRange").stream().anyMatch(sent::contains);
        });
  }

  private static List<String> tracesOf(String service, String name) {
    return traces.spans().stream()
        .filter(span -> span.service().equals(service) && span.name().equals(name))
        .map(OtlpReceiver.Received::trace)
        .toList();
  }

  private static KafkaSettings kafka() {
    return new KafkaSettings(cluster.bootstrapServers(), "infill", Map.of());
  }
}
