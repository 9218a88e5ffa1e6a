package dev.infill.deploy.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.CompactedView;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.TopicSetup;
import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.deploy.local.EmbeddedKafka;
import dev.infill.deploy.testing.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CompactedViewIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final MigrationShard ONE = MigrationShard.parse("users/s-1");
  private static final MigrationShard TWO = MigrationShard.parse("users/s-2");

  private final KafkaSettings settings =
      new KafkaSettings(TestKafka.bootstrapServers(), TestKafka.prefix(), Map.of());

  @Test
  void holdsTheLastValueOfEachKeyAndFollows() throws Exception {
    setUp(settings);
    var messages = messages(settings);
    var told = new CopyOnWriteArrayList<String>();
    try (var producer = new MessageProducer(settings);
        var view = view(settings)) {
      send(producer, messages.pace(pace(ONE, 1)));
      send(producer, messages.pace(pace(TWO, 2)));
      send(producer, messages.pace(pace(ONE, 3)));
      view.onRecord(
          (key, value) -> told.add(key + " " + value.map(Pace::rangesInFlight).orElse(0)));

      view.start();
      view.awaitLoaded(SOON);

      assertThat(view.get("users/s-1")).contains(pace(ONE, 3));
      assertThat(view.snapshot()).containsOnlyKeys("users/s-1", "users/s-2");

      send(producer, messages.noPace(TWO));
      view.refresh(SOON);

      assertThat(view.get("users/s-2")).isEmpty();
      assertThat(told)
          .as("of what was there, the last of each key; then each")
          .containsExactly("users/s-2 2", "users/s-1 3", "users/s-2 0");
    }
  }

  @Test
  void showsWhatIsCommittedAndNothingElse() throws Exception {
    setUp(settings);
    var messages = messages(settings);
    try (var producer =
            new KafkaProducer<String, byte[]>(settings.transactionalProducer("CompactedViewIT"));
        var view = view(settings)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(messages.pace(pace(ONE, 1))).get();
      producer.abortTransaction();
      view.start();
      view.awaitLoaded(SOON);
      assertThat(view.snapshot()).isEmpty();

      producer.beginTransaction();
      producer.send(messages.pace(pace(ONE, 2))).get();
      view.refresh(SOON);
      assertThat(view.snapshot()).isEmpty();

      producer.commitTransaction();
      view.refresh(SOON);
      assertThat(view.get("users/s-1")).contains(pace(ONE, 2));
    }
  }

  @Test
  void keepsTheValueBeforeOneThatCannotBeRead() throws Exception {
    setUp(settings);
    try (var producer = new MessageProducer(settings);
        var view = view(settings)) {
      send(producer, messages(settings).pace(pace(ONE, 1)));
      send(
          producer,
          new ProducerRecord<>(settings.topic(Topic.PACE), "users/s-1", "torn".getBytes(UTF_8)));

      view.start();
      view.awaitLoaded(SOON);

      assertThat(view.get("users/s-1")).contains(pace(ONE, 1));
    }
  }

  @Test
  void goesOnWhenTheBrokerComesBack(@TempDir Path folder) throws Exception {
    KafkaSettings own;
    CompactedView<Pace> view;
    int port;
    try (var broker = EmbeddedKafka.start(folder, OptionalInt.empty())) {
      own = new KafkaSettings(broker.bootstrapServers(), "own", Map.of());
      port = broker.port();
      setUp(own);
      try (var producer = new MessageProducer(own)) {
        send(producer, messages(own).pace(pace(ONE, 1)));
      }
      view = view(own);
      view.start();
      view.awaitLoaded(SOON);
    }

    try (view) {
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> view.refresh(Duration.ofMillis(200)));
      assertThat(view.get("users/s-1")).contains(pace(ONE, 1));

      try (var again = EmbeddedKafka.start(folder, OptionalInt.of(port));
          var producer = new MessageProducer(own)) {
        assertThat(again.port()).isEqualTo(port);
        send(producer, messages(own).pace(pace(ONE, 2)));
        view.refresh(SOON);

        assertThat(view.get("users/s-1")).contains(pace(ONE, 2));
      }
    }
  }

  @Test
  void closesAtOnceAlsoWhileNobodyAnswers() throws Exception {
    var nobody = view(new KafkaSettings("127.0.0.1:1", "x", Map.of()));
    nobody.start();
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> nobody.awaitLoaded(Duration.ofMillis(300)));

    var before = Instant.now();
    nobody.close();

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));
  }

  private static void setUp(KafkaSettings settings) throws Exception {
    try (var admin = Admin.create(settings.admin())) {
      TopicSetup.ensure(admin, settings, (short) 1);
    }
  }

  private static CompactedView<Pace> view(KafkaSettings settings) {
    return new CompactedView<>(
        settings, Topic.PACE, Codec.ofMessages(), Pace.class, new LeftOut(() -> {}));
  }

  private static Messages messages(KafkaSettings settings) {
    return new Messages(settings, Codec.ofMessages(), "test", InstantSource.system());
  }

  private static Pace pace(MigrationShard id, int ranges) {
    var at = Instant.parse("2026-01-02T03:04:05Z");
    return new Pace(id, ranges, Duration.ofMillis(200), "all is well", at);
  }

  private static void send(MessageProducer producer, ProducerRecord<String, byte[]> record)
      throws Exception {
    producer.sendAll(List.of(record)).get(20, TimeUnit.SECONDS);
  }
}
