package dev.infill.worker.kafka;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Partitions;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Capture;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.CaptureStarter;
import dev.infill.worker.port.CaptureStarter.Running;
import dev.infill.worker.port.Stop;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owning a partition of {@code infill.captures} is owning the captures in it. The group is used for
 * that alone: what the records say is read by {@link CapturesView}.
 *
 * <p>Two may hold a capture for a moment, when one was taken for dead. Then both write the same
 * keys to the changes, which does no harm, until the server refuses one of them the slot.
 */
final class CaptureOwnership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureOwnership.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(4);

  private final KafkaSettings settings;
  private final CapturesView captures;
  private final CaptureStarter starter;
  private final Stop.Switch stop = new Stop.Switch();
  private final Set<Integer> owned = new HashSet<>();
  private final Map<MigrationShard, Held> running = new ConcurrentHashMap<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("capture-ownership").unstarted(this::run);

  private record Held(Capture capture, Running running) {}

  CaptureOwnership(KafkaSettings settings, CapturesView captures, CaptureStarter starter) {
    this.settings = settings;
    this.captures = captures;
    this.starter = starter;
  }

  void start() {
    thread.start();
  }

  /** The captures that run here. */
  List<MigrationShard> running() {
    return List.copyOf(running.keySet());
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
      try (var consumer = new KafkaConsumer<String, byte[]>(settings.consumer("captures"))) {
        consumer.subscribe(List.of(settings.topic(Topic.CAPTURES)), new Ownership(consumer));
        while (!stop.asked()) {
          consumer.poll(POLL);
          bringUp();
        }
      } catch (KafkaException e) {
        LOG.warn("joins the captures' group again: {}", e.toString());
      } finally {
        owned.clear();
        bringUp();
      }
      pause();
    }
  }

  /** Stops what shall not run here any more, and starts what shall and does not. */
  private void bringUp() {
    var wanted = new HashMap<MigrationShard, Capture>();
    for (Capture capture : captures.all()) {
      int partition = Partitions.ofKey(capture.id().toString(), Topic.CAPTURES.partitions());
      if (owned.contains(partition)) {
        wanted.put(capture.id(), capture);
      }
    }
    running.forEach(
        (id, held) -> {
          if (!held.capture().equals(wanted.get(id))) {
            LOG.info("capture ends here: migration={}", id);
            held.running().close();
            running.remove(id);
          }
        });
    wanted.forEach(
        (id, capture) -> {
          if (!running.containsKey(id)) {
            LOG.info("capture begins here: migration={} slot={}", id, capture.slot());
            running.put(id, new Held(capture, starter.start(capture)));
          }
        });
  }

  private void pause() {
    try {
      if (stop.askedWithin(PAUSE)) {
        LOG.debug("capture ownership ends");
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

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(partitions);
      partitions.forEach(partition -> owned.add(partition.partition()));
    }

    /** The captures have ended when another member gets the partition. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      partitions.forEach(partition -> owned.remove(partition.partition()));
      bringUp();
    }
  }
}
