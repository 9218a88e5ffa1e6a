package dev.infill.worker.kafka;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Partitions;
import dev.infill.common.kafka.Topic;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.kafka.CaptureView.Asked;
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
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the captures with all workers: owning a partition of {@code infill.captures} is owning the
 * captures in it. What it reads there tells only that something is new; {@link CaptureView} knows
 * what.
 */
public final class CaptureOwnership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureOwnership.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofMillis(4_800);

  private final KafkaSettings settings;
  private final CaptureView view;
  private final CaptureStarter starter;
  private final Stop.Switch stop = new Stop.Switch();
  private final Thread thread = Thread.ofPlatform().daemon().name("captures").unstarted(this::run);
  private final Set<Integer> owned = new HashSet<>();
  private final Map<String, Started> running = new ConcurrentHashMap<>();

  private record Started(Asked asked, Running capture) {}

  public CaptureOwnership(KafkaSettings settings, CaptureView view, CaptureStarter starter) {
    this.settings = settings;
    this.view = view;
    this.starter = starter;
  }

  public void start() {
    thread.start();
  }

  /** The captures that run here. Any thread may ask. */
  public List<MigrationShard> captures() {
    return running.values().stream().map(one -> one.asked().capture().id()).toList();
  }

  /** Asks the captures to end; {@link #close} waits for it. */
  public void stop() {
    stop.ask();
  }

  @Override
  public void close() {
    stop();
    try {
      if (!thread.join(CLOSE)) {
        LOG.warn("the captures do not end");
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stop.asked()) {
        own();
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.debug("the captures end: {}", e.toString());
    } finally {
      endAll();
    }
  }

  private void own() throws InterruptedException {
    Consumer<String, byte[]> consumer = new KafkaConsumer<>(settings.consumer("captures"));
    try (consumer) {
      consumer.subscribe(List.of(settings.topic(Topic.CAPTURES)), new Listener());
      while (!stop.asked()) {
        var unused = consumer.poll(POLL);
        converge();
      }
      endAll();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException | IllegalStateException e) {
      LOG.warn("the captures' owner begins anew: {}", e.toString());
      // Nobody knows who owns what; a capture that somebody else runs by now ends ours by itself.
      endAll();
      if (stop.askedWithin(REST)) {
        LOG.debug("the captures end");
      }
    }
  }

  /** Ends what shall not run here any more, or differently, and starts what shall. */
  private void converge() {
    Map<String, Asked> asked = view.all();
    var wanted = new HashMap<>(asked);
    wanted
        .keySet()
        .removeIf(key -> !owned.contains(Partitions.ofKey(key, Topic.CAPTURES.partitions())));
    for (var one : Map.copyOf(running).entrySet()) {
      if (!one.getValue().asked().equals(wanted.get(one.getKey()))) {
        end(one.getKey());
        if (!asked.containsKey(one.getKey())) {
          one.getValue().capture().withdrawn();
        }
      }
    }
    wanted.forEach(
        (key, one) ->
            running.computeIfAbsent(key, absent -> new Started(one, starter.start(one.capture()))));
  }

  private void end(String key) {
    Started started = running.remove(key);
    if (started != null) {
      started.capture().close();
    }
  }

  private void endAll() {
    owned.clear();
    Map.copyOf(running).keySet().forEach(this::end);
  }

  private final class Listener implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      partitions.forEach(partition -> owned.add(partition.partition()));
    }

    /** Before anybody else may own them: theirs must not meet ours. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      partitions.forEach(partition -> owned.remove(partition.partition()));
      converge();
    }
  }
}
