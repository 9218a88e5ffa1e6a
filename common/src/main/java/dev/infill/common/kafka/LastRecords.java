package dev.infill.common.kafka;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The last record of each key, of those that were there when a view began: behind a busy hour there
 * are hundreds of others, which nobody needs to be told. Not safe for threads.
 */
final class LastRecords {
  private final Map<String, ConsumerRecord<String, byte[]>> last = new LinkedHashMap<>();

  void add(ConsumerRecord<String, byte[]> record) {
    // So that they come in the order in which they were written.
    last.remove(record.key());
    last.put(record.key(), record);
  }

  void forget(Set<TopicPartition> partitions) {
    last.values().removeIf(r -> partitions.contains(new TopicPartition(r.topic(), r.partition())));
  }

  /**
   * The records with their values, in the order of the records; a tombstone has none. They are
   * forgotten here.
   *
   * @throws UnreadableMessageException when one can't be read
   */
  <V> Map<ConsumerRecord<String, byte[]>, Optional<V>> take(Codec codec, Class<V> type) {
    var records = List.copyOf(last.values());
    last.clear();
    var values = new LinkedHashMap<ConsumerRecord<String, byte[]>, Optional<V>>();
    for (var record : records) {
      values.put(
          record,
          record.value() == null ? Optional.empty() : Optional.of(codec.read(record, type)));
    }
    return values;
  }
}
