package dev.infill.worker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions that are ours now, and their appliers. The consumer's thread alone uses it. */
final class AppliedPartitions implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(AppliedPartitions.class);
  private static final Duration COMMIT = Duration.ofSeconds(2);
  private static final long COMMIT_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Consumer<String, byte[]> consumer;
  private final ApplierLoop.Surroundings around;
  private final Map<TopicPartition, PartitionApplier> appliers = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private long commitAt = System.nanoTime();

  AppliedPartitions(Consumer<String, byte[]> consumer, ApplierLoop.Surroundings around) {
    this.consumer = consumer;
    this.around = around;
  }

  /**
   * Hands records to their appliers, and pauses the partitions of those that have plenty.
   *
   * @throws IllegalStateException when an applier failed
   */
  void offer(ConsumerRecords<String, byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      applier(partition).offer(records.records(partition));
    }
    List<TopicPartition> busy = new ArrayList<>();
    List<TopicPartition> idle = new ArrayList<>();
    appliers.forEach(
        (partition, applier) -> {
          applier.check();
          (applier.isBusy() ? busy : idle).add(partition);
        });
    consumer.pause(busy);
    consumer.resume(idle);
  }

  /** Commits once a second what is new. One that fails is made good by the next. */
  void commit() {
    if (System.nanoTime() - commitAt < 0) {
      return;
    }
    commitAt = System.nanoTime() + COMMIT_EVERY_NANOS;
    var offsets = committable(appliers.keySet());
    if (!offsets.isEmpty()) {
      consumer.commitAsync(
          offsets,
          (done, failure) -> {
            if (failure == null) {
              done.forEach((partition, offset) -> committed.put(partition, offset.offset()));
            } else {
              LOG.debug("offsets were not committed: {}", failure.toString());
            }
          });
    }
  }

  /** Ends all appliers and commits what they did. */
  void end() {
    release(appliers.keySet());
  }

  /** Ends all appliers as they are; a successor does their work again from the last commit. */
  void forget() {
    appliers.values().forEach(PartitionApplier::forget);
    appliers.clear();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    // What is there already may have been applied by a predecessor that could not commit it.
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      long countFrom = ends.getOrDefault(partition, Long.MAX_VALUE);
      appliers.put(partition, around.applier(partition.partition(), countFrom));
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    release(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      PartitionApplier applier = appliers.remove(partition);
      if (applier != null) {
        applier.forget();
      }
    }
    committed.keySet().removeAll(partitions);
  }

  private PartitionApplier applier(TopicPartition partition) {
    PartitionApplier applier = appliers.get(partition);
    if (applier == null) {
      throw new IllegalStateException("records came of " + partition + ", which is not ours");
    }
    return applier;
  }

  private void release(Collection<TopicPartition> partitions) {
    // Some may have been released before: a consumer that closes says so too.
    var leaving = partitions.stream().filter(appliers::containsKey).toList();
    try {
      for (TopicPartition partition : leaving) {
        applier(partition).stop();
      }
      for (TopicPartition partition : leaving) {
        applier(partition).awaitEnd();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    try {
      var offsets = committable(leaving);
      if (!offsets.isEmpty()) {
        consumer.commitSync(offsets, COMMIT);
      }
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("offsets were not committed, their changes will be applied again: {}", e.toString());
    }
    leaving.forEach(appliers::remove);
    leaving.forEach(committed::remove);
  }

  private Map<TopicPartition, OffsetAndMetadata> committable(
      Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      long offset = applier(partition).committable();
      if (offset >= 0 && offset != committed.getOrDefault(partition, -1L)) {
        offsets.put(partition, new OffsetAndMetadata(offset));
      }
    }
    return offsets;
  }
}
