package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Topic;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads partitions of {@code infill.state} from their first record to their end. */
final class StateRestore {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings settings;
  private final Codec codec;

  StateRestore(KafkaSettings settings, Codec codec) {
    this.settings = settings;
    this.codec = codec;
  }

  /**
   * Reads partitions, all with one reader. To be called when the transactional id of each was taken
   * over, since only then has each transaction of an earlier owner ended, and the end of the
   * committed records is the end of the state.
   */
  Map<Integer, Stored> read(Collection<Integer> partitions) {
    var stored =
        partitions.stream().collect(Collectors.toMap(Function.identity(), p -> new Stored(codec)));
    try (var consumer = new KafkaConsumer<String, byte[]>(settings.reader())) {
      var states = partitions.stream().map(this::state).toList();
      consumer.assign(states);
      consumer.seekToBeginning(states);
      read(consumer, consumer.endOffsets(states), stored);
    }
    return stored;
  }

  /**
   * What was stored before an offset, as far as compaction left it.
   *
   * @throws dev.infill.common.kafka.UnreadableMessageException when a state can't be read
   */
  Map<MigrationShard, ShardMigration> read(int partition, long before) {
    var stored = new Stored(codec);
    var state = state(partition);
    try (var consumer = new KafkaConsumer<String, byte[]>(settings.reader())) {
      var states = List.of(state);
      consumer.assign(states);
      consumer.seekToBeginning(states);
      long end = Math.min(before, consumer.endOffsets(states).get(state));
      read(consumer, Map.of(state, end), Map.of(partition, stored));
    }
    return stored.states();
  }

  private TopicPartition state(int partition) {
    return new TopicPartition(settings.topic(Topic.STATE), partition);
  }

  private static void read(
      KafkaConsumer<String, byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Map<Integer, Stored> stored) {
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        var partition = new TopicPartition(record.topic(), record.partition());
        Stored of = stored.get(record.partition());
        if (of != null && record.offset() < ends.getOrDefault(partition, 0L)) {
          of.take(record);
        }
      }
    }
  }

  /**
   * What one partition holds. Only the last record of a key is made a state of: behind a busy hour
   * there are hundreds of others.
   */
  static final class Stored {
    private final Codec codec;
    private final Map<MigrationShard, ConsumerRecord<String, byte[]>> last = new HashMap<>();

    private Stored(Codec codec) {
      this.codec = codec;
    }

    private void take(ConsumerRecord<String, byte[]> record) {
      var id = MigrationShard.parse(record.key());
      if (record.value() == null) {
        last.remove(id);
      } else {
        last.put(id, record);
      }
    }

    /**
     * The states.
     *
     * @throws dev.infill.common.kafka.UnreadableMessageException when one can't be read: to decide
     *     without it would be to begin the migration anew
     */
    Map<MigrationShard, ShardMigration> states() {
      var states = new HashMap<MigrationShard, ShardMigration>();
      last.forEach((id, record) -> states.put(id, codec.read(record, ShardMigration.class)));
      return states;
    }
  }
}
