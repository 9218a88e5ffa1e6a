package dev.infill.deploy.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.EventPublisher;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Partitions;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.TopicSetup;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.message.Recorded;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.deploy.local.EmbeddedKafka;
import dev.infill.deploy.testing.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EventPublisherIT {
  private static final MigrationShard USERS = MigrationShard.parse("users/s-1");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  @Test
  void eventsArriveInOrderWithTheirHeaders() throws Exception {
    var settings = new KafkaSettings(TestKafka.bootstrapServers(), TestKafka.prefix(), Map.of());
    setUp(settings);
    List<Event> events = steps(0, 500);

    try (var publisher = new EventPublisher(settings, "worker/w-1", InstantSource.fixed(NOW))) {
      publisher.publishAll(USERS, events).get(20, TimeUnit.SECONDS);
    }

    var records = read(settings, 500);
    var messages = new Messages(settings, Codec.ofMessages(), "reader", InstantSource.system());
    assertThat(records)
        .extracting(record -> messages.recorded(record).event())
        .containsExactlyElementsOf(events);
    var first = records.get(0);
    var recorded = messages.recorded(first);
    assertThat(recorded)
        .isEqualTo(new Recorded(recorded.eventId(), USERS, NOW, "worker/w-1", events.get(0)));
    assertThat(records)
        .extracting(record -> messages.recorded(record).eventId())
        .doesNotHaveDuplicates();
    assertThat(first.key()).isEqualTo("users/s-1");
    assertThat(first.partition()).isEqualTo(Partitions.of(USERS.migration(), 4));
    assertThat(new String(first.headers().lastHeader("ce_type").value(), UTF_8))
        .isEqualTo("dev.infill.event.StepDone");
    assertThat(first.headers())
        .extracting(header -> header.key())
        .containsExactly(
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_subject",
            "ce_time",
            "content-type");
  }

  @Test
  void eventMayListThousandKeysOfTheGreatestLength() throws Exception {
    var settings = new KafkaSettings(TestKafka.bootstrapServers(), TestKafka.prefix(), Map.of());
    setUp(settings);
    var keys = Collections.nCopies(Event.RangeChecked.MAX_DIFFERING, Key.of("k".repeat(2_700)));
    var checked = new Event.RangeChecked(new RangeId(2, 1), 1, 5_000, 4_000, keys, false, 0, 1);

    try (var publisher = new EventPublisher(settings, "worker/w-1", InstantSource.system())) {
      publisher.publish(USERS, checked).get(20, TimeUnit.SECONDS);
    }

    assertThat(read(settings, 1))
        .extracting(record -> Codec.ofMessages().read(record, Event.class))
        .containsExactly(checked);
  }

  @Test
  void whatIsPublishedWhileTheBrokerIsAwayArrivesOnceAndInOrder(@TempDir Path folder)
      throws Exception {
    EventPublisher publisher;
    KafkaSettings settings;
    int port;
    try (var broker = EmbeddedKafka.start(folder, OptionalInt.empty())) {
      port = broker.port();
      settings = new KafkaSettings(broker.bootstrapServers(), "own", Map.of());
      setUp(settings);
      publisher = new EventPublisher(settings, "worker/w-1", InstantSource.system());
      publisher.publishAll(USERS, steps(0, 100)).get(20, TimeUnit.SECONDS);
    }

    try (publisher) {
      var away = new ArrayList<CompletableFuture<Void>>();
      steps(100, 200).forEach(event -> away.add(publisher.publish(USERS, event)));
      try (var again = EmbeddedKafka.start(folder, OptionalInt.of(port))) {
        assertThat(again.port()).isEqualTo(port);
        CompletableFuture.allOf(away.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

        assertThat(read(settings, 200))
            .extracting(record -> Codec.ofMessages().read(record, Event.class))
            .containsExactlyElementsOf(steps(0, 200));
      }
    }
  }

  private static List<Event> steps(int from, int to) {
    return IntStream.range(from, to).<Event>mapToObj(i -> new StepDone("step-" + i)).toList();
  }

  private static void setUp(KafkaSettings settings) throws Exception {
    try (var admin = Admin.create(settings.admin())) {
      TopicSetup.ensure(admin, settings, (short) 1);
    }
  }

  private static List<ConsumerRecord<String, byte[]>> read(KafkaSettings settings, int count) {
    var found = new ArrayList<ConsumerRecord<String, byte[]>>();
    try (var consumer = new KafkaConsumer<String, byte[]>(settings.reader())) {
      consumer.assign(settings.partitions(Topic.EVENTS));
      consumer.seekToBeginning(consumer.assignment());
      var end = Instant.now().plusSeconds(20);
      while (found.size() < count && Instant.now().isBefore(end)) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
      }
      consumer.poll(Duration.ofMillis(200)).forEach(found::add);
    }
    return found;
  }
}
