package dev.infill.coordinator.kafka;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.observe.Traces;
import dev.infill.common.shard.SchemaStore;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.runtime.OwnedShards;
import dev.infill.coordinator.runtime.TurnTeller;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes commands and events as a member of the coordinators' group. Owning a partition of both
 * is owning its migrations; members take over from each other by the group alone.
 *
 * <p>Whatever goes wrong, everything is dropped and begun anew from what is stored: a memory that
 * may be ahead of the store is never used again. One thread does all; {@link OwnedShards} is told
 * by it.
 */
public final class CoordinatorLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorLoop.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final KafkaSettings settings;
  private final Member member;
  private final Codec codec = StateCodec.create();
  private final Messages messages;
  private final CaptureRecords captures;
  private final OwnedShards owned;
  private final Supplier<? extends Collection<ShardMigration>> all;
  private final InstantSource clock;
  private final Counter unreadable;
  private final LeftOut leftOut;
  private final Counter decided;
  private final Traces traces;
  private final Map<Integer, PartitionOwner> owners = new HashMap<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean ready;

  /**
   * @param member who it is
   * @param schema names slots and publications
   * @param owned is told of states, once they are stored
   * @param all every migration on every shard, of other coordinators' partitions as well
   */
  public CoordinatorLoop(
      KafkaSettings settings,
      Member member,
      SchemaStore schema,
      OwnedShards owned,
      Supplier<? extends Collection<ShardMigration>> all,
      MeterRegistry meters,
      Traces traces,
      InstantSource clock) {
    this.all = all;
    this.traces = traces;
    this.clock = clock;
    this.settings = settings;
    this.member = member;
    this.messages = new Messages(settings, codec, "coordinator/" + member.name(), clock);
    this.captures = new CaptureRecords(schema, messages);
    this.owned = owned;
    this.unreadable = meters.counter("infill.coordinator.unreadable");
    this.leftOut = new LeftOut(unreadable::increment);
    this.decided = meters.counter("infill.coordinator.decided");
    this.thread = Thread.ofPlatform().daemon().name("coordinator-loop").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Whether it is a member of the group, as far as the last poll told. */
  public boolean ready() {
    return ready;
  }

  /** Leaves the group, so that others take over at once. */
  @Override
  public void close() {
    closed = true;
    try {
      // An interrupt would keep the consumer from leaving the group, so it is the second resort.
      if (!thread.join(POLL.multipliedBy(4))) {
        thread.interrupt();
        thread.join(STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    var again =
        RetryPolicy.builder()
            .handle(RuntimeException.class)
            .abortIf((result, failure) -> closed)
            .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(5))
            .withJitter(0.25)
            .withMaxRetries(-1)
            .onRetry(
                e ->
                    LOG.warn(
                        "begins anew from what is stored: {}",
                        String.valueOf(e.getLastException())))
            .build();
    try {
      Failsafe.with(again).run(this::consume);
    } catch (RuntimeException e) {
      LOG.info("coordinator loop ends: {}", String.valueOf(e.getMessage()));
    }
  }

  private void consume() {
    try (var consumer = new KafkaConsumer<String, byte[]>(member.settings(settings))) {
      consumer.subscribe(
          List.of(settings.topic(Topic.COMMANDS), settings.topic(Topic.EVENTS)),
          new Ownership(consumer));
      follow(consumer);
      // A place that is kept would keep others waiting.
      consumer.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    } catch (KafkaException e) {
      member.yieldIfTaken(e);
      throw e;
    } finally {
      ready = false;
      giveUp(Set.copyOf(owners.keySet()));
    }
  }

  private void follow(KafkaConsumer<String, byte[]> consumer) {
    try {
      while (!closed) {
        handle(consumer.poll(POLL), consumer);
        ready = true;
      }
    } catch (InterruptException e) {
      if (!closed) {
        throw e;
      }
      // The flag would make the clients fail to leave the group when they are closed.
      LOG.debug("asked to stop, interrupted={}", Thread.interrupted());
    }
  }

  private void handle(
      ConsumerRecords<String, byte[]> records, KafkaConsumer<String, byte[]> consumer) {
    var byPartition = new HashMap<Integer, List<ConsumerRecord<String, byte[]>>>();
    for (ConsumerRecord<String, byte[]> record : records) {
      byPartition.computeIfAbsent(record.partition(), p -> new ArrayList<>()).add(record);
    }
    byPartition.forEach(
        (partition, batch) -> {
          PartitionOwner owner = owners.get(partition);
          if (owner == null) {
            throw new IllegalStateException(
                "records of a partition that is not owned: " + partition);
          }
          owner.handle(batch, consumer.groupMetadata()).forEach(owned::owned);
          decided.increment(batch.size());
        });
  }

  private void giveUp(Set<Integer> partitions) {
    for (int partition : partitions) {
      PartitionOwner owner = owners.remove(partition);
      if (owner != null) {
        owner.states().forEach(m -> owned.lost(m.id()));
        owner.close();
      }
    }
  }

  /** Returns those that it can't decide: see {@link StateRestore.Stored#states}. */
  private Set<Integer> takeOver(Set<Integer> partitions) {
    var unknown = new TreeSet<Integer>();
    new TakeOver(settings, codec)
        .take(partitions)
        .forEach(
            (partition, taken) -> {
              if (!own(partition, taken)) {
                unknown.add(partition);
              }
            });
    return unknown;
  }

  private boolean own(int partition, TakeOver.Taken taken) {
    try {
      var turns = new TurnTeller(all, clock);
      var owner =
          new PartitionOwner(
              partition, taken, settings, codec, messages, captures, turns, leftOut, traces);
      owners.put(partition, owner);
      owner.states().forEach(owned::owned);
      return true;
    } catch (UnreadableMessageException e) {
      taken.producer().close(Duration.ZERO);
      unreadable.increment();
      LOG.error(
          "the migrations of a partition wait for a coordinator that can read their states:"
              + " partition={} reason={}",
          partition,
          e.getMessage());
      return false;
    }
  }

  /**
   * A rebalance takes all partitions and gives some back. One that comes back had no other owner
   * meanwhile, since this member took part in the rebalance, so it is kept with its memory.
   */
  private final class Ownership implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, byte[]> consumer;

    Ownership(KafkaConsumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      LOG.debug("rebalancing: {}", partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Set<Integer> given =
          partitions.stream()
              .map(TopicPartition::partition)
              .collect(Collectors.toCollection(TreeSet::new));
      var gone = new TreeSet<>(owners.keySet());
      gone.removeAll(given);
      giveUp(gone);
      var fresh = new TreeSet<>(given);
      fresh.removeAll(owners.keySet());
      if (!fresh.isEmpty()) {
        Set<Integer> unknown = takeOver(fresh);
        consumer.pause(partitions.stream().filter(p -> unknown.contains(p.partition())).toList());
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      giveUp(Set.copyOf(owners.keySet()));
    }
  }
}
