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
import dev.infill.common.observe.Traces;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.runtime.Decisions;
import dev.infill.coordinator.runtime.Decisions.Changed;
import dev.infill.coordinator.runtime.Decisions.Outcome;
import dev.infill.coordinator.runtime.TurnTeller;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
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
  private final Decisions decisions;

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
    this.leftOut = leftOut;
    this.traces = traces;
    this.producer = taken.producer();
    this.decisions = new Decisions(taken.stored().states(), turns);
    LOG.info("partition is owned: partition={} shards={}", partition, states().size());
  }

  /** The states of the partition, as stored. */
  Collection<ShardMigration> states() {
    return decisions.states();
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
          event(record, trace);
        }
      } catch (UnreadableMessageException e) {
        leftOut.take(record, String.valueOf(e.getMessage()));
      }
    }
    List<ShardMigration> changed = store(decisions.end());
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
    decisions
        .command(migration, codec.read(record, Command.class))
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

  private void event(ConsumerRecord<String, byte[]> record, BatchTrace trace) {
    Recorded recorded = messages.recorded(record);
    var span = trace.deciding(record, recorded);
    var tasks = decisions.fold(recorded);
    if (tasks.isEmpty()) {
      LOG.warn(
          "event of an unknown migration: migration={} partition={}",
          recorded.subject(),
          partition);
      return;
    }
    tasks.get().forEach(task -> send(trace.sending(messages.task(task), task, span)));
  }

  private List<ShardMigration> store(Outcome outcome) {
    for (Changed one : outcome.changed()) {
      send(messages.state(one.after().id(), one.after()));
      captures.change(one.before(), one.after()).forEach(this::send);
    }
    outcome.turns().forEach((id, event) -> send(messages.event(id, event)));
    return outcome.changed().stream().map(Changed::after).toList();
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
