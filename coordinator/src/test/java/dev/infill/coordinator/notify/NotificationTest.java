package dev.infill.coordinator.notify;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.awaitingTurn;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.RolloutHalted;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ShardId;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.notify.Notification.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NotificationTest {
  private static final ShardMigration PAUSED =
      after(backfilling(), new PauseAsked(), BEGUN.plusSeconds(5));

  @Test
  void onlyWhatIsNewIsToldAndAlwaysUnderTheSameId() {
    var first = news(PAUSED, backfilling());

    assertThat(first)
        .singleElement()
        .satisfies(
            n -> {
              assertThat(n.kind()).isEqualTo(Kind.PAUSED);
              assertThat(n.id()).isEqualTo("users-email/shard-0/Paused/2026-01-01T00:00:05Z");
            });
    assertThat(news(PAUSED)).isEqualTo(first);
    assertThat(news(PAUSED, PAUSED)).isEmpty();
  }

  @Test
  void secondPauseIsAnotherNotification() {
    var again =
        after(
            after(PAUSED, new ResumeAsked(), BEGUN.plusSeconds(6)),
            new PauseAsked(),
            BEGUN.plusSeconds(7));

    assertThat(news(again, PAUSED)).hasSize(1);
    assertThat(news(again)).extracting(Notification::id).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void haltIsToldOnceWhateverManyShardsKnowOfIt() {
    var halt = new RolloutHalted("1 of 8 shards failed");
    var first = after(awaitingTurn(), halt, BEGUN.plusSeconds(5));
    var second = after(awaitingTurn(new ShardId("shard-1")), halt, BEGUN.plusSeconds(6));
    var resumed = after(first, new ResumeAsked(), BEGUN.plusSeconds(7));
    var news = new News();
    news.learn(awaitingTurn());

    var told = news.of(first);

    assertThat(told)
        .singleElement()
        .satisfies(
            n -> {
              assertThat(n.id()).isEqualTo("users-email/shard-0/Halted/2026-01-01T00:00:05Z");
              assertThat(n.kind().key()).isEqualTo("halted");
              assertThat(n.sentence())
                  .isEqualTo(
                      "The rollout is halted: 1 of 8 shards failed. No more shards begin until:"
                          + " infill resume users-email");
            });
    assertThat(news.of(first)).isEmpty();
    assertThat(news.of(second)).isEmpty();
    assertThat(news.of(resumed)).isEmpty();
    assertThat(news.of(after(second, new ResumeAsked()))).isEmpty();
    assertThat(news.of(after(resumed, halt, BEGUN.plusSeconds(8)))).hasSize(1);
  }

  @Test
  void failureSaysWhyAndWhatToDo() {
    var failed =
        after(
            backfilling(),
            new StepFailed("cut", FailureKind.PERMANENT, "the table is <gone>", "Bring it back."));

    var told = news(failed).getFirst();

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
    var event = json(news(PAUSED).getFirst(), Webhook.Format.CLOUDEVENTS);

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

  /** What a state tells whoever knows those before it. */
  private static List<Notification> news(ShardMigration now, ShardMigration... before) {
    var news = new News();
    List.of(before).forEach(news::learn);
    return news.of(now);
  }

  private static JsonNode json(Notification notification, Webhook.Format format) {
    try {
      return JsonMapper.builder().build().readTree(Payload.of(notification, format).body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
