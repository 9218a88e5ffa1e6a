package dev.infill.deploy.coordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.observe.Traces;
import dev.infill.coordinator.Coordinator;
import dev.infill.coordinator.CoordinatorSettings;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.deploy.testing.TestKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class CoordinatorIT {
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email
      table: public.users
      column: { name: email_lower, type: text, value: "lower(email)" }
      """;
  private static final String FLEET =
      """
      apiVersion: infill/v1
      kind: Fleet
      name: users
      shards:
        - { id: shard-0, url: "jdbc:postgresql://127.0.0.1:1/app", user: infill }
        - { id: shard-1, url: "jdbc:postgresql://127.0.0.1:2/app", user: infill }
      """;

  private final KafkaSettings kafka =
      new KafkaSettings(TestKafka.bootstrapServers(), TestKafka.prefix(), Map.of());
  private final Codec codec = Codec.ofMessages();

  @Test
  void migrationIsSubmittedPausedResumedAndRolledBack() throws Exception {
    try (var coordinator = coordinator("a");
        var client = HttpClient.newHttpClient()) {
      var api = new Api(client, coordinator.httpPort());

      assertThat(api.get("/ready").statusCode()).isEqualTo(200);
      var body = codec.write(Map.of("spec", SPEC, "fleet", FLEET));
      assertThat(api.post("/v1/migrations", new String(body, UTF_8)).statusCode()).isEqualTo(202);
      // No worker answers the barrier, so it stays there.
      awaitPhase(api, "Capturing");
      assertThat(api.status().shards()).hasSize(2);

      assertThat(api.operate("pause").phase()).isEqualTo("Paused");
      assertThat(api.post("/v1/migrations/users-email/pause", "").statusCode()).isEqualTo(202);
      assertThat(api.operate("resume").phase()).isEqualTo("Capturing");
      assertThat(api.post("/v1/migrations/users-email/resume", "").statusCode()).isEqualTo(409);
      api.operate("rollback");
      awaitPhase(api, "RolledBack");
      assertThat(api.status().ended()).isTrue();
      assertThat(api.get("/metrics").body())
          .contains("infill_coordinator_decided_total")
          .contains("infill_shard_phase{migration=\"users-email\",phase=\"RolledBack\"");
    }
  }

  @Test
  void anotherCoordinatorTakesOverAndAnswers() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      try (var first = coordinator("a")) {
        var body = codec.write(Map.of("spec", SPEC, "fleet", FLEET));
        var api = new Api(client, first.httpPort());
        api.post("/v1/migrations", new String(body, UTF_8));
        awaitPhase(api, "Capturing");
      }
      try (var second = coordinator("b")) {
        var api = new Api(client, second.httpPort());
        assertThat(api.status().phase()).isEqualTo("Capturing");

        api.operate("rollback");

        awaitPhase(api, "RolledBack");
      }
    }
  }

  private void awaitPhase(Api api, String phase) throws InterruptedException {
    CoordinatorLoopIT.await("the phase is " + phase, () -> api.status().phase().equals(phase));
  }

  private Coordinator coordinator(String name) throws Exception {
    var settings =
        new CoordinatorSettings(name, kafka, (short) 1, "127.0.0.1", 0, Optional.empty());
    var coordinator =
        new Coordinator(settings, WillingShard.store(), WillingShard.planner(), Traces.NONE);
    coordinator.start();
    return coordinator;
  }

  /** A coordinator's API. */
  private final class Api {
    private final HttpClient client;
    private final int port;

    Api(HttpClient client, int port) {
      this.client = client;
      this.port = port;
    }

    MigrationStatus status() {
      return read(get("/v1/migrations/users-email"));
    }

    MigrationStatus operate(String what) {
      return read(post("/v1/migrations/users-email/" + what, ""));
    }

    HttpResponse<String> get(String path) {
      return send(HttpRequest.newBuilder(uri(path)));
    }

    HttpResponse<String> post(String path, String body) {
      return send(
          HttpRequest.newBuilder(uri(path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body)));
    }

    private URI uri(String path) {
      return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
      return client.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    private MigrationStatus read(HttpResponse<String> response) {
      assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
      return codec.read(response.body().getBytes(UTF_8), MigrationStatus.class);
    }
  }
}
