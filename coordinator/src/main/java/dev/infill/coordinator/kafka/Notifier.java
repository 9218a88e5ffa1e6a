package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.notify.News;
import dev.infill.coordinator.notify.Notification;
import dev.infill.coordinator.notify.NotificationMeters;
import dev.infill.coordinator.notify.Webhook;
import dev.infill.coordinator.notify.WebhookSender;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one webhook what the stored states say that is new. Its group's offsets are what was told,
 * so another coordinator goes on where this one ended, and each notification is sent at least once,
 * under an id that stays the same.
 *
 * <p>A group for each webhook, so that one that does not answer delays no other; and a thread, so
 * that it delays no migration. What it is told before its first start is old, and not sent.
 */
public final class Notifier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Duration FIRST_REST = Duration.ofMillis(500);
  private static final Duration LONGEST_REST = Duration.ofMinutes(5);

  /** How long a notification is tried; a day later nobody wants it. */
  private static final Duration GIVE_UP = Duration.ofHours(24);

  private final KafkaSettings settings;
  private final Webhook webhook;
  private final NotificationMeters meters;
  private final InstantSource clock;
  private final Codec codec = StateCodec.create();
  private final News news = new News();
  private final LeftOut leftOut = new LeftOut(() -> {});
  private final Deque<Waiting> pending = new ArrayDeque<>();
  private final Thread thread;
  private Instant due = Instant.EPOCH;
  private Instant begun = Instant.EPOCH;
  private Duration rest = FIRST_REST;
  private volatile boolean closed;

  /** A notification that was read from a partition, and not sent yet. */
  private record Waiting(int partition, Notification notification) {}

  public Notifier(
      KafkaSettings settings, Webhook webhook, NotificationMeters meters, InstantSource clock) {
    this.settings = settings;
    this.webhook = webhook;
    this.meters = meters;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("notifier").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (!thread.join(POLL.multipliedBy(4))) {
        thread.interrupt();
        thread.join(STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      news.clear();
      pending.clear();
      try (var consumer = new KafkaConsumer<String, byte[]>(group());
          var sender = new WebhookSender(webhook)) {
        consumer.subscribe(List.of(settings.topic(Topic.STATE)), new Ownership(consumer));
        while (!closed) {
          step(consumer, sender);
        }
      } catch (InterruptedException | InterruptException e) {
        LOG.debug("notifier ends: webhook={} interrupted={}", webhook, Thread.interrupted());
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.warn("notifier begins anew: webhook={} reason={}", webhook, e.toString());
          restIfOpen();
        }
      }
    }
  }

  /** Reads on when all was sent; a heartbeat of the group otherwise, and a try when one is due. */
  private void step(KafkaConsumer<String, byte[]> consumer, WebhookSender sender)
      throws InterruptedException {
    if (pending.isEmpty()) {
      consumer.resume(consumer.paused());
    } else {
      consumer.pause(consumer.assignment());
    }
    var records = consumer.poll(POLL);
    records.forEach(this::read);
    while (!closed && !pending.isEmpty() && !clock.instant().isBefore(due)) {
      if (!sent(sender)) {
        return;
      }
    }
    if (pending.isEmpty()) {
      consumer.commitSync();
    }
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    try {
      var id = MigrationShard.parse(record.key());
      if (record.value() == null) {
        news.forget(id);
        return;
      }
      var state = codec.read(record, ShardMigration.class);
      news.of(state).forEach(each -> pending.add(new Waiting(record.partition(), each)));
    } catch (UnreadableMessageException | IllegalArgumentException e) {
      leftOut.take(record, String.valueOf(e.getMessage()));
    }
  }

  /** Tries the first one that waits. */
  private boolean sent(WebhookSender sender) throws InterruptedException {
    Notification first = pending.getFirst().notification();
    if (begun.equals(Instant.EPOCH)) {
      begun = clock.instant();
    }
    try {
      sender.send(first);
      meters.sent();
      LOG.info("notified: webhook={} id={}", webhook, first.id());
    } catch (IOException e) {
      meters.failed();
      if (clock.instant().isBefore(begun.plus(GIVE_UP))) {
        LOG.warn(
            "not notified, will try again: webhook={} id={} reason={}",
            webhook,
            first.id(),
            e.getMessage());
        due = clock.instant().plus(rest);
        rest =
            rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
        return false;
      }
      meters.dropped();
      LOG.error("not notified, given up: webhook={} id={}", webhook, first.id());
    }
    pending.removeFirst();
    begun = Instant.EPOCH;
    rest = FIRST_REST;
    return true;
  }

  private void restIfOpen() {
    try {
      Thread.sleep(FIRST_REST);
    } catch (InterruptedException e) {
      LOG.debug("notifier ends: webhook={}", webhook);
    }
  }

  private Map<String, Object> group() {
    var group = settings.consumer("webhook-" + webhook.name());
    group.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    return group;
  }

  /** What was told before the offset of a partition is known by reading it up to there. */
  private final class Ownership implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, byte[]> consumer;

    Ownership(KafkaConsumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // Whoever gets them sends what waits, under the same ids.
      partitions.forEach(p -> pending.removeIf(w -> w.partition() == p.partition()));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      var restore = new StateRestore(settings, codec);
      for (var partition : partitions) {
        long told = consumer.position(partition);
        // Where nothing was told yet, what comes from now on is to be: also after a restart.
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(told)));
        restore.read(partition.partition(), told).values().forEach(news::learn);
      }
    }
  }
}
