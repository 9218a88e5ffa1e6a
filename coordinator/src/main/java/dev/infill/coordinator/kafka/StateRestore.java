package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Topic;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads one partition of {@code infill.state} from its first record to its end. */
final class StateRestore {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings settings;
  private final Codec codec;

  StateRestore(KafkaSettings settings, Codec codec) {
    this.settings = settings;
    this.codec = codec;
  }

  /**
   * To be called when the partition's transactional id was taken over, since only then has each
   * transaction of an earlier owner ended, and the end of the committed records is the end of the
   * state.
   *
   * @throws dev.infill.common.kafka.UnreadableMessageException when a state can't be read: to
   *     decide without it would be to begin the migration anew
   */
  Map<MigrationShard, ShardMigration> read(int partition) {
    return read(partition, Long.MAX_VALUE);
  }

  /**
   * What was stored before an offset, as far as compaction left it. Only the last record of a key
   * is made a state of: behind a busy hour there are hundreds of others.
   *
   * @throws dev.infill.common.kafka.UnreadableMessageException when a state can't be read
   */
  Map<MigrationShard, ShardMigration> read(int partition, long before) {
    var state = new TopicPartition(settings.topic(Topic.STATE), partition);
    var last = new HashMap<MigrationShard, ConsumerRecord<String, byte[]>>();
    try (var consumer = new KafkaConsumer<String, byte[]>(settings.reader())) {
      consumer.assign(List.of(state));
      consumer.seekToBeginning(List.of(state));
      long end = Math.min(before, consumer.endOffsets(List.of(state)).get(state));
      while (consumer.position(state) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.offset() >= end) {
            return states(last);
          }
          var id = MigrationShard.parse(record.key());
          if (record.value() == null) {
            last.remove(id);
          } else {
            last.put(id, record);
          }
        }
      }
    }
    return states(last);
  }

  private Map<MigrationShard, ShardMigration> states(
      Map<MigrationShard, ConsumerRecord<String, byte[]>> records) {
    var states = new HashMap<MigrationShard, ShardMigration>();
    records.forEach((id, record) -> states.put(id, codec.read(record, ShardMigration.class)));
    return states;
  }
}
