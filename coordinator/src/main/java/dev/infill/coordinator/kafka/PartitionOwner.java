package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.message.Command;
import dev.infill.common.message.Recorded;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.Traces;
import dev.infill.coordinator.lifecycle.CommandEvents;
import dev.infill.coordinator.lifecycle.Decider;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides the migrations of one partition. Its transactional producer is named after the partition,
 * so that whoever owns it last is the only one that can commit; an earlier owner's transaction is
 * ended when this one is made ({@link TakeOver}).
 *
 * <p>After a failed transaction the memory here may be ahead of what is stored, so the owner must
 * be closed and a new one made. Not safe for threads: the loop's alone uses it.
 */
final class PartitionOwner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionOwner.class);

  private final int partition;
  private final KafkaSettings settings;
  private final Codec codec;
  private final Messages messages;
  private final CaptureRecords captures;
  private final LeftOut leftOut;
  private final Traces traces;
  private final Producer<String, byte[]> producer;
  private final Map<MigrationShard, ShardMigration> states;
  private final TurnTeller turns;

  /**
   * @param taken the partition, taken over
   * @throws UnreadableMessageException when a state of it can't be read
   */
  PartitionOwner(
      int partition,
      TakeOver.Taken taken,
      KafkaSettings settings,
      Codec codec,
      Messages messages,
      CaptureRecords captures,
      TurnTeller turns,
      LeftOut leftOut,
      Traces traces) {
    this.partition = partition;
    this.settings = settings;
    this.codec = codec;
    this.messages = messages;
    this.captures = captures;
    this.turns = turns;
    this.leftOut = leftOut;
    this.traces = traces;
    this.producer = taken.producer();
    this.states = taken.stored().states();
    LOG.info("partition is owned: partition={} shards={}", partition, states.size());
  }

  /** The states of the partition, as stored. */
  Collection<ShardMigration> states() {
    return List.copyOf(states.values());
  }

  /**
   * Folds records in their order, and stores what comes of them with their offsets, all or nothing.
   *
   * @return the states that changed, as stored
   */
  List<ShardMigration> handle(
      List<ConsumerRecord<String, byte[]>> records, ConsumerGroupMetadata group) {
    try (var trace = new BatchTrace(traces)) {
      List<ShardMigration> changed = decide(records, group, trace);
      trace.stored();
      return changed;
    }
  }

  private List<ShardMigration> decide(
      List<ConsumerRecord<String, byte[]>> records, ConsumerGroupMetadata group, BatchTrace trace) {
    var before = new HashMap<MigrationShard, Optional<ShardMigration>>();
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    producer.beginTransaction();
    for (ConsumerRecord<String, byte[]> record : records) {
      offsets.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
      try {
        if (record.topic().equals(settings.topic(Topic.COMMANDS))) {
          command(record);
        } else {
          event(record, before, trace);
        }
      } catch (UnreadableMessageException e) {
        leftOut.take(record, String.valueOf(e.getMessage()));
      }
    }
    List<ShardMigration> changed = store(before);
    turns.due(before.keySet(), states).forEach((id, event) -> send(messages.event(id, event)));
    producer.sendOffsetsToTransaction(offsets, group);
    // Throws when any of the sends failed, so their futures need not be looked at one by one.
    producer.commitTransaction();
    return changed;
  }

  private void command(ConsumerRecord<String, byte[]> record) {
    var named = migration(record);
    if (named.isEmpty()) {
      leftOut.take(record, "of no migration, in partition " + record.partition());
      return;
    }
    MigrationId migration = named.get();
    List<ShardMigration> known =
        states.values().stream().filter(m -> m.id().migration().equals(migration)).toList();
    CommandEvents.of(codec.read(record, Command.class), known)
        .forEach((id, event) -> send(messages.event(id, event)));
  }

  /** The command's migration; empty for a key that none can have. */
  private static Optional<MigrationId> migration(ConsumerRecord<String, byte[]> record) {
    try {
      return Optional.of(new MigrationId(String.valueOf(record.key())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void event(
      ConsumerRecord<String, byte[]> record,
      Map<MigrationShard, Optional<ShardMigration>> before,
      BatchTrace trace) {
    Recorded recorded = messages.recorded(record);
    var span = trace.deciding(record, recorded);
    var id = recorded.subject();
    var state = Optional.ofNullable(states.get(id));
    var decision = Decider.decide(state, recorded);
    if (decision.isEmpty()) {
      LOG.warn("event of an unknown migration: migration={} partition={}", id, partition);
      return;
    }
    before.putIfAbsent(id, state);
    states.put(id, decision.get().after());
    decision.get().tasks().forEach(task -> send(trace.sending(messages.task(task), task, span)));
  }

  /** A state is stored once for all the events of a batch. */
  private List<ShardMigration> store(Map<MigrationShard, Optional<ShardMigration>> before) {
    Set<ShardMigration> changed = new LinkedHashSet<>();
    before.forEach(
        (id, old) -> {
          ShardMigration now = states.get(id);
          if (now != null && !Optional.of(now).equals(old)) {
            changed.add(now);
            send(messages.state(id, now));
            captures.change(old, now).forEach(this::send);
          }
        });
    return List.copyOf(changed);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Committing tells of any send that failed.
  private void send(ProducerRecord<String, byte[]> record) {
    producer.send(record);
  }

  /** Gives the partition up; an open transaction ends with its successor's first call. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
