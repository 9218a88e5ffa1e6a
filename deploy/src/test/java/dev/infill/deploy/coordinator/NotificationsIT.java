package dev.infill.deploy.coordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Topic;
import dev.infill.common.observe.Traces;
import dev.infill.coordinator.Coordinator;
import dev.infill.coordinator.CoordinatorSettings;
import dev.infill.coordinator.notify.Webhook;
import dev.infill.coordinator.notify.WebhookSender;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.testing.TestKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver that is down, and a coordinator that dies meanwhile, lose no notification. */
@Timeout(180)
class NotificationsIT {
  private static final String SECRET = "a key of the test";

  private final KafkaSettings kafka =
      new KafkaSettings(TestKafka.bootstrapServers(), TestKafka.prefix(), Map.of());
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile int answer = 503;
  private HttpServer receiver;

  private record Received(String id, String signature, String body) {}

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/hook", this::take);
    receiver.start();
  }

  @AfterEach
  void close() {
    receiver.stop(0);
  }

  @Test
  void whatWasNotTakenIsSentAgainByTheNextCoordinatorUnderTheSameId() throws Exception {
    Received refused;
    try (var first = coordinator("a");
        var api = api(first)) {
      // A webhook that is new is told what happens from then on.
      CoordinatorLoopIT.await("the webhook has its partitions", this::beginsFromNowOn);
      api.submit(new NamedText("spec", SPEC), new NamedText("fleet", FLEET));
      CoordinatorLoopIT.await("the shard is worked on", () -> phase(api).equals("Capturing"));
      api.pause("users-email");
      CoordinatorLoopIT.await("the receiver was asked", () -> !received.isEmpty());
      refused = received.getFirst();
      // The migration does not wait for a receiver.
      api.resume("users-email");
      assertThat(phase(api)).isEqualTo("Capturing");
    }
    received.clear();
    answer = 204;

    try (var second = coordinator("b");
        var api = api(second)) {
      CoordinatorLoopIT.await("the receiver has it", () -> !received.isEmpty());
      assertThat(received.getFirst().id()).isEqualTo(refused.id());
      assertThat(received.getFirst().body()).isEqualTo(refused.body());
      assertThat(refused.id()).startsWith("users-email/shard-0/Paused/");
      assertThat(refused.body()).contains("dev.infill.notification.paused");
      assertThat(refused.signature()).isEqualTo("sha256=" + hmac(refused.body()));

      api.rollBack("users-email");
      CoordinatorLoopIT.await(
          "the end is told",
          () -> received.stream().anyMatch(r -> r.id().contains("/RolledBack/")));
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = exchange.getRequestHeaders();
      received.add(
          new Received(
              headers.getFirst(WebhookSender.ID),
              headers.getFirst(WebhookSender.SIGNATURE),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      exchange.sendResponseHeaders(answer, -1);
    }
  }

  private boolean beginsFromNowOn() {
    try (var admin = Admin.create(kafka.admin())) {
      return admin
              .listConsumerGroupOffsets(kafka.group("webhook-" + webhook().name()))
              .partitionsToOffsetAndMetadata()
              .get()
              .size()
          == Topic.STATE.partitions();
    } catch (ExecutionException e) {
      return false; // the group is not there yet
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Webhook webhook() {
    return new Webhook(
        URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook"),
        Webhook.Format.CLOUDEVENTS,
        Optional.of(SECRET));
  }

  private Coordinator coordinator(String name) throws Exception {
    var coordinator =
        new Coordinator(
            new CoordinatorSettings(
                name, kafka, (short) 1, "127.0.0.1", 0, Optional.empty(), List.of(webhook())),
            WillingShard.store(),
            WillingShard.planner(),
            Traces.NONE);
    coordinator.start();
    return coordinator;
  }

  private static ApiClient api(Coordinator coordinator) {
    return new ApiClient(URI.create("http://127.0.0.1:" + coordinator.httpPort()), "");
  }

  private static String phase(ApiClient api) {
    try {
      return api.migration("users-email").map(m -> m.phase()).orElse("none");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String hmac(String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
  }

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
      """;
}
