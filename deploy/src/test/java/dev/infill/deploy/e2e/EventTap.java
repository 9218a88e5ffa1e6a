package dev.infill.deploy.e2e;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Recorded;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads topics from their first record to their last, as anybody may. */
final class EventTap {
  private EventTap() {}

  /** All events of a migration so far. */
  static List<Recorded> events(KafkaSettings kafka, String migration) {
    var messages = new Messages(kafka, Codec.ofMessages(), "test", InstantSource.system());
    return records(kafka, Topic.EVENTS).stream()
        .map(messages::recorded)
        .filter(recorded -> recorded.subject().migration().name().equals(migration))
        .toList();
  }

  /** All committed records of a topic so far. */
  static List<ConsumerRecord<String, byte[]>> records(KafkaSettings kafka, Topic topic) {
    var all = new ArrayList<ConsumerRecord<String, byte[]>>();
    try (var consumer = new KafkaConsumer<String, byte[]>(kafka.reader())) {
      List<TopicPartition> partitions = kafka.partitions(topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }
}
