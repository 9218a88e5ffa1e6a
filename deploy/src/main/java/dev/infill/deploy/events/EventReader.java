package dev.infill.deploy.events;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Partitions;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.message.Recorded;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads {@code infill.events} as anybody may: without a group, so nobody notices. Used by one
 * thread.
 */
public final class EventReader {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int PATIENCE_MILLIS = 15_000;

  private final KafkaSettings kafka;
  private final Messages messages;

  public EventReader(KafkaSettings kafka) {
    this.kafka = kafka;
    this.messages = new Messages(kafka, Codec.ofMessages(), "cli", InstantSource.system());
  }

  /**
   * Shows all events that are kept, in the order of their times, and then, if wanted, those that
   * come. Those of one migration are shown as they are read, since they are in order and may be
   * very many; those of all are gathered first.
   *
   * @param follow whether to go on with those that come
   * @param ended ends the following
   * @throws IOException when Kafka does not answer
   */
  public void read(
      EventFilter filter, boolean follow, BooleanSupplier ended, Consumer<Recorded> show)
      throws IOException {
    var settings = kafka.reader();
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    // What is kept may end while it is read; then it is read from what is left.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    try (var consumer = new KafkaConsumer<String, byte[]>(settings)) {
      List<TopicPartition> partitions = partitions(filter);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      if (partitions.size() == 1) {
        kept(consumer, filter, show);
      } else {
        inTime(consumer, filter).forEach(show);
      }
      while (follow && !ended.getAsBoolean()) {
        consumer.poll(POLL).forEach(record -> showIf(record, filter, show));
      }
    } catch (KafkaException e) {
      throw new IOException(
          "Kafka at "
              + kafka.bootstrapServers()
              + " does not give its events: "
              + e.getMessage()
              + ". Check --kafka and --prefix.",
          e);
    }
  }

  /** All events of a migration are in one. */
  private List<TopicPartition> partitions(EventFilter filter) {
    var all = kafka.partitions(Topic.EVENTS);
    return filter
        .migration()
        .map(name -> Partitions.of(name, all.size()))
        .map(number -> all.stream().filter(p -> p.partition() == number).toList())
        .orElse(all);
  }

  private void kept(
      KafkaConsumer<String, byte[]> consumer, EventFilter filter, Consumer<Recorded> show) {
    var partitions = List.copyOf(consumer.assignment());
    var ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      consumer.poll(POLL).forEach(record -> showIf(record, filter, show));
    }
  }

  /** Partitions come one after the other, people read by time. */
  private List<Recorded> inTime(KafkaConsumer<String, byte[]> consumer, EventFilter filter) {
    var all = new ArrayList<Recorded>();
    kept(consumer, filter, all::add);
    all.sort(Comparator.comparing(Recorded::at));
    return all;
  }

  private void showIf(
      ConsumerRecord<String, byte[]> record, EventFilter filter, Consumer<Recorded> show) {
    try {
      Recorded recorded = messages.recorded(record);
      if (filter.takes(recorded)) {
        show.accept(recorded);
      }
    } catch (UnreadableMessageException e) {
      // Of another version, or not ours: the coordinator leaves it out too, and counts it.
      return;
    }
  }
}
