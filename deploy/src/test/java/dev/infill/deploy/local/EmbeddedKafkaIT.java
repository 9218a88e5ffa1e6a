package dev.infill.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  @TempDir Path folder;

  @Test
  void keepsItsRecordsAndItsPortOverARestart() throws Exception {
    int port;
    try (var broker = EmbeddedKafka.start(folder, OptionalInt.empty())) {
      port = broker.port();
      create(broker, "kept");
      send(broker, "kept", "one");
    }

    try (var again = EmbeddedKafka.start(folder, OptionalInt.empty())) {
      assertThat(again.port()).isEqualTo(port);
      assertThat(read(again, "kept")).isEqualTo("one");
    }
  }

  @Test
  void takesAnotherPortWhenItsOwnIsTaken() throws Exception {
    int port;
    try (var broker = EmbeddedKafka.start(folder, OptionalInt.empty())) {
      port = broker.port();
      create(broker, "kept");
      send(broker, "kept", "one");
    }

    try (var somebodyElse = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        var again = EmbeddedKafka.start(folder, OptionalInt.empty())) {
      assertThat(again.port()).isNotEqualTo(somebodyElse.getLocalPort());
      assertThat(read(again, "kept")).isEqualTo("one");
    }
  }

  private static void create(EmbeddedKafka broker, String topic) throws Exception {
    try (var admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
          .all()
          .get(20, TimeUnit.SECONDS);
    }
  }

  private static void send(EmbeddedKafka broker, String topic, String text) throws Exception {
    var settings = Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(topic, text.getBytes(StandardCharsets.UTF_8)))
          .get(20, TimeUnit.SECONDS);
    }
  }

  private static String read(EmbeddedKafka broker, String topic) {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      var records = consumer.poll(Duration.ofSeconds(20));
      return new String(records.iterator().next().value(), StandardCharsets.UTF_8);
    }
  }
}
