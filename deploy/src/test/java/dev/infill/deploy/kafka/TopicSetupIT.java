package dev.infill.deploy.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.TopicSetup;
import dev.infill.common.kafka.TopicSetupException;
import dev.infill.deploy.testing.TestKafka;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class TopicSetupIT {
  private static final short ONE = 1;

  private final KafkaSettings settings =
      new KafkaSettings(TestKafka.bootstrapServers(), TestKafka.prefix(), Map.of());

  @Test
  void makesAllTopicsAndMayRunAgain() throws Exception {
    try (var admin = Admin.create(settings.admin())) {
      TopicSetup.ensure(admin, settings, ONE);
      TopicSetup.ensure(admin, settings, ONE);

      for (var topic : Topic.values()) {
        var name = settings.topic(topic);
        var described = admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
        assertThat(described.partitions()).as(name).hasSize(topic.partitions());
        assertThat(config(admin, ConfigResource.Type.TOPIC, name, "cleanup.policy"))
            .as(name)
            .isEqualTo(topic.compacted() ? "compact" : "delete");
      }
      var group = settings.workersGroup();
      assertThat(config(admin, ConfigResource.Type.GROUP, group, "share.auto.offset.reset"))
          .isEqualTo("earliest");
    }
  }

  @Test
  void refusesTopicWithAnotherNumberOfPartitions() throws Exception {
    try (var admin = Admin.create(settings.admin())) {
      var events = settings.topic(Topic.EVENTS);
      admin.createTopics(List.of(new NewTopic(events, 7, ONE))).all().get();

      assertThatExceptionOfType(TopicSetupException.class)
          .isThrownBy(() -> TopicSetup.ensure(admin, settings, ONE))
          .withMessageStartingWith(events + " has 7 partitions instead of 4.");
    }
  }

  @Test
  void tellsWhenNoBrokerAnswers() {
    var nobody = new KafkaSettings("127.0.0.1:1", "x", Map.of());
    var hasty = new HashMap<>(nobody.admin());
    hasty.put("request.timeout.ms", 300);
    hasty.put("default.api.timeout.ms", 500);

    try (var admin = Admin.create(hasty)) {
      assertThatExceptionOfType(TopicSetupException.class)
          .isThrownBy(() -> TopicSetup.ensure(admin, nobody, ONE))
          .withMessageStartingWith("Kafka at 127.0.0.1:1 does not answer: ");
    }
  }

  @Test
  void whatIsSentRightAfterwardsIsThere() throws Exception {
    for (int run = 0; run < 5; run++) {
      var fresh = new KafkaSettings(TestKafka.bootstrapServers(), TestKafka.prefix(), Map.of());
      try (var admin = Admin.create(fresh.admin());
          var producer = new MessageProducer(fresh)) {
        TopicSetup.ensure(admin, fresh, ONE);

        var records = new ArrayList<ProducerRecord<String, byte[]>>();
        for (int i = 0; i < 200; i++) {
          records.add(record(fresh, Topic.CHANGES, "change-" + i));
        }
        producer.sendAll(records).get(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void eachIdleWorkerGetsOneOfTheTasksThatWereCommittedBeforeItCame() throws Exception {
    try (var admin = Admin.create(settings.admin());
        var producer =
            new KafkaProducer<String, byte[]>(settings.transactionalProducer("TopicSetupIT"))) {
      TopicSetup.ensure(admin, settings, ONE);
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record(settings, Topic.TASKS, "aborted")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      for (var task : List.of("a", "b", "c", "d")) {
        producer.send(record(settings, Topic.TASKS, task)).get();
      }
      producer.commitTransaction();

      try (var one = worker();
          var two = worker();
          var three = worker();
          var four = worker()) {
        // Each is still busy with its own when the next one asks.
        assertThat(Stream.of(one, two, three, four).map(TopicSetupIT::take))
            .containsExactlyInAnyOrder("a", "b", "c", "d");
      }
    }
  }

  private KafkaShareConsumer<String, byte[]> worker() {
    var worker = new KafkaShareConsumer<String, byte[]>(settings.shareConsumer("workers"));
    worker.subscribe(List.of(settings.topic(Topic.TASKS)));
    return worker;
  }

  private static String take(ShareConsumer<String, byte[]> worker) {
    var end = Instant.now().plusSeconds(30);
    while (Instant.now().isBefore(end)) {
      for (var record : worker.poll(Duration.ofMillis(500))) {
        return record.key();
      }
    }
    throw new AssertionError("no task came");
  }

  private static ProducerRecord<String, byte[]> record(
      KafkaSettings settings, Topic topic, String key) {
    return new ProducerRecord<>(settings.topic(topic), key, "{}".getBytes(UTF_8));
  }

  private static String config(Admin admin, ConfigResource.Type type, String name, String key)
      throws Exception {
    var resource = new ConfigResource(type, name);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(key).value();
  }
}
