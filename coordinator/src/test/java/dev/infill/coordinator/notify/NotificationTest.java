package dev.infill.coordinator.notify;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.notify.Notification.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NotificationTest {
  private static final ShardMigration PAUSED =
      after(backfilling(), new PauseAsked(), BEGUN.plusSeconds(5));

  @Test
  void onlyWhatIsNewIsToldAndAlwaysUnderTheSameId() {
    var first = Notification.of(PAUSED, Set.copyOf(backfilling().phases()));

    assertThat(first)
        .singleElement()
        .satisfies(
            n -> {
              assertThat(n.kind()).isEqualTo(Kind.PAUSED);
              assertThat(n.id()).isEqualTo("users-email/shard-0/Paused/2026-01-01T00:00:05Z");
            });
    assertThat(Notification.of(PAUSED, Set.of())).isEqualTo(first);
    assertThat(Notification.of(PAUSED, Set.copyOf(PAUSED.phases()))).isEmpty();
  }

  @Test
  void secondPauseIsAnotherNotification() {
    var again =
        after(
            after(PAUSED, new ResumeAsked(), BEGUN.plusSeconds(6)),
            new PauseAsked(),
            BEGUN.plusSeconds(7));

    assertThat(Notification.of(again, Set.copyOf(PAUSED.phases()))).hasSize(1);
    assertThat(Notification.of(again, Set.of()))
        .extracting(Notification::id)
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  @Test
  void failureSaysWhyAndWhatToDo() {
    var failed =
        after(
            backfilling(),
            new StepFailed("cut", FailureKind.PERMANENT, "the table is <gone>", "Bring it back."));

    var told = Notification.of(failed, Set.of()).getFirst();

    assertThat(told.kind()).isEqualTo(Kind.FAILED);
    assertThat(told.sentence())
        .isEqualTo("Can't go on by itself: cut: the table is <gone>. Bring it back.");
    assertThat(json(told, Webhook.Format.SLACK).path("text").asText())
        .isEqualTo(
            "*users-email* on shard-0 (public.users): Can't go on by itself: cut: the table is"
                + " &lt;gone&gt;. Bring it back.");
  }

  @Test
  void cloudEventHasWhatTheStandardAsksFor() {
    var event = json(Notification.of(PAUSED, Set.of()).getFirst(), Webhook.Format.CLOUDEVENTS);

    assertThat(event.path("specversion").asText()).isEqualTo("1.0");
    assertThat(event.path("type").asText()).isEqualTo("dev.infill.notification.paused");
    assertThat(event.path("subject").asText()).isEqualTo("users-email/shard-0");
    assertThat(event.path("time").asText()).isEqualTo("2026-01-01T00:00:05Z");
    assertThat(event.at("/data/table").asText()).isEqualTo("public.users");
    assertThat(event.path("source").asText()).isNotEmpty();
  }

  @Test
  void webhookNeverShowsItsUrl() {
    var webhook =
        new Webhook(
            URI.create("https://hooks.example/services/T0/secret"),
            Webhook.Format.SLACK,
            Optional.of("key"));

    assertThat(webhook.toString()).matches("hooks.example-[0-9a-f]{8}").doesNotContain("secret");
  }

  private static JsonNode json(Notification notification, Webhook.Format format) {
    try {
      return JsonMapper.builder().build().readTree(Payload.of(notification, format).body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
