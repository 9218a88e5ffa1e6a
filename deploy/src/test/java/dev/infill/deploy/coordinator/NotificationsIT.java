package dev.infill.deploy.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.observe.Traces;
import dev.infill.coordinator.Coordinator;
import dev.infill.coordinator.CoordinatorSettings;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.testing.TestKafka;
import dev.infill.deploy.testing.WebhookReceiver;
import dev.infill.deploy.testing.WebhookReceiver.Received;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver that is down, and a coordinator that dies meanwhile, lose no notification. */
@Timeout(180)
class NotificationsIT {
  private final KafkaSettings kafka =
      new KafkaSettings(TestKafka.bootstrapServers(), TestKafka.prefix(), Map.of());
  private WebhookReceiver receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = WebhookReceiver.start();
    receiver.answer(503);
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void whatWasNotTakenIsSentAgainByTheNextCoordinatorUnderTheSameId() throws Exception {
    Received refused;
    try (var first = coordinator("a");
        var api = api(first)) {
      // A webhook that is new is told what happens from then on.
      CoordinatorLoopIT.await("the webhook has its partitions", () -> receiver.isTold(kafka));
      api.submit(new NamedText("spec", SPEC), new NamedText("fleet", FLEET));
      CoordinatorLoopIT.await("the shard is worked on", () -> phase(api).equals("Capturing"));
      api.pause("users-email");
      CoordinatorLoopIT.await("the receiver was asked", () -> !received().isEmpty());
      refused = received().getFirst();
      // The migration does not wait for a receiver.
      api.resume("users-email");
      assertThat(phase(api)).isEqualTo("Capturing");
    }
    receiver.clear();
    receiver.answer(204);

    try (var second = coordinator("b");
        var api = api(second)) {
      CoordinatorLoopIT.await("the receiver has it", () -> !received().isEmpty());
      assertThat(received().getFirst().id()).isEqualTo(refused.id());
      assertThat(received().getFirst().body()).isEqualTo(refused.body());
      assertThat(refused.id()).startsWith("users-email/shard-0/Paused/");
      assertThat(refused.body()).contains("dev.infill.notification.paused");
      assertThat(refused.isSigned()).isTrue();

      api.rollBack("users-email");
      CoordinatorLoopIT.await(
          "the end is told",
          () -> received().stream().anyMatch(r -> r.id().contains("/RolledBack/")));
    }
  }

  private List<Received> received() {
    return receiver.received();
  }

  private Coordinator coordinator(String name) throws Exception {
    var coordinator =
        new Coordinator(
            new CoordinatorSettings(
                name,
                kafka,
                (short) 1,
                "127.0.0.1",
                0,
                Optional.empty(),
                List.of(receiver.webhook())),
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
