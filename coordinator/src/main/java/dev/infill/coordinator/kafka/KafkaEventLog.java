package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Partitions;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.message.Recorded;
import dev.infill.common.model.MigrationId;
import dev.infill.coordinator.status.EventLine;
import dev.infill.coordinator.status.EventLine.Level;
import dev.infill.coordinator.status.EventLines;
import dev.infill.coordinator.status.EventLog;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads pages out of {@code infill.events}, wherever they are asked to begin; a position is an
 * offset. One consumer serves everybody, one page at a time. A page looks at a bounded number of
 * records, so that one with few lines among very many takes no longer than others.
 */
public final class KafkaEventLog implements EventLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaEventLog.class);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofMillis(100);

  /** Records that are read at a time, going backward. */
  private static final long WINDOW = 2_000;

  /** Most records that one page looks at. */
  private static final long MOST_LOOKED_AT = 40_000;

  private final KafkaSettings settings;
  private final Messages messages;
  private final InstantSource clock;
  private Optional<KafkaConsumer<String, byte[]>> consumer = Optional.empty();
  private boolean closed;

  /** What is there of a partition, and where to look. */
  private record Window(TopicPartition partition, long first, long end) {}

  public KafkaEventLog(KafkaSettings settings, InstantSource clock) {
    this.settings = settings;
    this.messages = new Messages(settings, StateCodec.create(), "coordinator/events", clock);
    this.clock = clock;
  }

  @Override
  public synchronized Page page(MigrationId migration, Query query)
      throws IOException, InterruptedException {
    int number = Partitions.of(migration, Topic.EVENTS.partitions());
    var partition = new TopicPartition(settings.topic(Topic.EVENTS), number);
    try {
      var open = open();
      open.assign(List.of(partition));
      long first = open.beginningOffsets(List.of(partition), ANSWER).get(partition);
      long end = open.endOffsets(List.of(partition), ANSWER).get(partition);
      var all = new Window(partition, first, end);
      return query.forward()
          ? forward(open, all, migration, query)
          : backward(open, all, migration, query);
    } catch (InterruptException e) {
      drop();
      throw new InterruptedException("interrupted while reading events");
    } catch (KafkaException e) {
      drop();
      LOG.debug("events can't be read: migration={}", migration, e);
      throw new IOException("Kafka does not answer within " + ANSWER.toSeconds() + " s", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    drop();
  }

  private Page forward(
      KafkaConsumer<String, byte[]> open, Window all, MigrationId migration, Query query)
      throws IOException {
    long from = Math.clamp(query.from().orElse(all.first()), all.first(), all.end());
    long to = Math.min(all.end(), from + MOST_LOOKED_AT);
    var lines = new ArrayList<EventLine>();
    for (var record : read(open, new Window(all.partition(), from, to))) {
      if (lines.size() == query.limit()) {
        return new Page(lines, Optional.of(record.offset()));
      }
      line(record, migration, query).ifPresent(lines::add);
    }
    // Whoever follows asks on from here, so a page going forward always has a next.
    return new Page(lines, Optional.of(to));
  }

  private Page backward(
      KafkaConsumer<String, byte[]> open, Window all, MigrationId migration, Query query)
      throws IOException {
    // The events to look at first are inclusive.
    long to = Math.clamp(query.from().map(p -> p + 1).orElse(all.end()), all.first(), all.end());
    long least = Math.max(all.first(), to - MOST_LOOKED_AT);
    var lines = new ArrayList<EventLine>();
    while (to > least) {
      long from = Math.max(least, to - WINDOW);
      var records = read(open, new Window(all.partition(), from, to));
      Collections.reverse(records);
      for (var record : records) {
        if (lines.size() == query.limit()) {
          return new Page(lines, Optional.of(record.offset()));
        }
        line(record, migration, query).ifPresent(lines::add);
      }
      to = from;
    }
    return new Page(lines, to > all.first() ? Optional.of(to - 1) : Optional.empty());
  }

  /** All records of a window that are committed. */
  private List<ConsumerRecord<String, byte[]>> read(
      KafkaConsumer<String, byte[]> open, Window window) throws IOException {
    var records = new ArrayList<ConsumerRecord<String, byte[]>>();
    var until = clock.instant().plus(ANSWER);
    open.seek(window.partition(), window.first());
    while (open.position(window.partition()) < window.end()) {
      for (var record : open.poll(POLL)) {
        if (record.offset() < window.end()) {
          records.add(record);
        }
      }
      if (clock.instant().isAfter(until)) {
        throw new IOException("Kafka does not answer within " + ANSWER.toSeconds() + " s");
      }
    }
    return records;
  }

  private Optional<EventLine> line(
      ConsumerRecord<String, byte[]> record, MigrationId migration, Query query) {
    try {
      Recorded recorded = messages.recorded(record);
      if (!recorded.subject().migration().equals(migration)) {
        return Optional.empty();
      }
      return Optional.of(EventLines.of(record.offset(), recorded))
          .filter(line -> query.all() || line.level() != Level.DETAIL);
    } catch (UnreadableMessageException e) {
      // Counted, and told in the log, by whoever decides from it.
      LOG.debug("an event can't be read: offset={}", record.offset());
      return Optional.empty();
    }
  }

  private KafkaConsumer<String, byte[]> open() {
    if (closed) {
      throw new IllegalStateException("the event log is closed");
    }
    if (consumer.isEmpty()) {
      consumer = Optional.of(new KafkaConsumer<>(settings.reader()));
    }
    return consumer.get();
  }

  /** One that was interrupted or found no broker is of no use any more. */
  private void drop() {
    consumer.ifPresent(c -> c.close(CloseOptions.timeout(Duration.ZERO)));
    consumer = Optional.empty();
  }
}
