package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.EventPublisher;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Topic;
import dev.infill.common.shard.RowStores;
import dev.infill.worker.change.Applier;
import dev.infill.worker.port.CaptureSource;
import dev.infill.worker.port.Stop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes {@code infill.changes} as a member of the appliers' group, a {@link PartitionApplier}
 * for each partition it owns. An offset is committed only when all before it is applied and
 * reported, so whatever is lost here is applied again by whoever owns the partition next.
 */
final class ApplierLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApplierLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(2);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(4);

  private final KafkaSettings settings;
  private final Codec codec;
  private final CaptureSource captures;
  private final RowStores stores;
  private final EventPublisher events;
  private final InstantSource clock;
  private final Stop.Switch stop = new Stop.Switch();
  private final Map<TopicPartition, PartitionApplier> appliers = new HashMap<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("applier-loop").unstarted(this::run);

  ApplierLoop(
      KafkaSettings settings,
      Codec codec,
      CaptureSource captures,
      RowStores stores,
      EventPublisher events,
      InstantSource clock) {
    this.settings = settings;
    this.codec = codec;
    this.captures = captures;
    this.stores = stores;
    this.events = events;
    this.clock = clock;
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    stop.ask();
    try {
      thread.join(STOPPED_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stop.asked()) {
      try (var consumer = new KafkaConsumer<String, byte[]>(settings.consumer("appliers"))) {
        var ownership = new Ownership(consumer);
        consumer.subscribe(List.of(settings.topic(Topic.CHANGES)), ownership);
        while (!stop.asked()) {
          for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            appliers.get(new TopicPartition(record.topic(), record.partition())).give(record);
          }
          commit(consumer);
          slowDown(consumer);
        }
        ownership.onPartitionsRevoked(List.copyOf(appliers.keySet()));
      } catch (KafkaException | IllegalStateException e) {
        LOG.warn("joins the appliers' group again: {}", e.toString());
      } finally {
        appliers.values().forEach(PartitionApplier::abandon);
        appliers.clear();
      }
      pause();
    }
  }

  private void commit(KafkaConsumer<String, byte[]> consumer) {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    appliers.forEach(
        (partition, applier) ->
            applier
                .toCommit()
                .ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset))));
    if (!offsets.isEmpty()) {
      consumer.commitSync(offsets);
    }
  }

  /** A partition whose applier has enough to do is not read from until that is done. */
  private void slowDown(KafkaConsumer<String, byte[]> consumer) {
    appliers.forEach(
        (partition, applier) -> {
          boolean paused = consumer.paused().contains(partition);
          if (applier.full() && !paused) {
            consumer.pause(List.of(partition));
          } else if (!applier.full() && paused) {
            consumer.resume(List.of(partition));
          }
        });
  }

  private void pause() {
    try {
      if (stop.askedWithin(PAUSE)) {
        LOG.debug("applier loop ends");
      }
    } catch (InterruptedException e) {
      stop.ask();
      Thread.currentThread().interrupt();
    }
  }

  private final class Ownership implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, byte[]> consumer;

    Ownership(KafkaConsumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    /** What is there already may have been applied by the owner before: it is not counted. */
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      var ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        var applier =
            new Applier(
                partition.partition(),
                Topic.CHANGES.partitions(),
                ends.get(partition),
                captures,
                stores,
                new EventReporter(events),
                clock);
        var runner = new PartitionApplier(partition.partition(), applier, codec, clock);
        appliers.put(partition, runner);
        runner.start();
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      partitions.forEach(
          partition -> {
            if (appliers.containsKey(partition)) {
              appliers.get(partition).end(ENDED_WITHIN);
            }
          });
      commit(consumer);
      partitions.forEach(appliers::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        var applier = appliers.remove(partition);
        if (applier != null) {
          applier.abandon();
        }
      }
    }
  }
}
