package dev.infill.worker.kafka;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.Topic;
import dev.infill.common.shard.RowStores;
import dev.infill.worker.change.Applier;
import dev.infill.worker.port.CaptureSource;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the partitions of {@code infill.changes} with all workers, and keeps an applier for each
 * that is ours. Offsets are committed when an applier says so, and only then.
 */
public final class ApplierLoop implements AutoCloseable {
  /** What an applier needs besides its partition. */
  public record Surroundings(
      CaptureSource captures,
      RowStores stores,
      Supplier<Reporter> reporters,
      LeftOut leftOut,
      InstantSource clock) {
    PartitionApplier applier(int partition, long countFrom) {
      Reporter reporter = reporters.get();
      var applier =
          new Applier(
              partition, Topic.CHANGES.partitions(), countFrom, captures, stores, reporter, clock);
      return new PartitionApplier(partition, applier, reporter, leftOut, clock);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(ApplierLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofMillis(4_800);

  private final KafkaSettings settings;
  private final Surroundings around;
  private final Stop.Switch stop = new Stop.Switch();
  private final Thread thread = Thread.ofPlatform().daemon().name("appliers").unstarted(this::run);

  public ApplierLoop(KafkaSettings settings, Surroundings around) {
    this.settings = settings;
    this.around = around;
  }

  public void start() {
    thread.start();
  }

  /** Asks the appliers to end; {@link #close} waits for it. */
  public void stop() {
    stop.ask();
  }

  @Override
  public void close() {
    stop();
    try {
      if (!thread.join(CLOSE)) {
        LOG.warn("the appliers do not end");
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stop.asked()) {
        consume();
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.debug("the appliers end: {}", e.toString());
    }
  }

  private void consume() throws InterruptedException {
    Consumer<String, byte[]> consumer = new KafkaConsumer<>(settings.consumer("appliers"));
    var partitions = new AppliedPartitions(consumer, around);
    try (consumer) {
      consumer.subscribe(List.of(settings.topic(Topic.CHANGES)), partitions);
      while (!stop.asked()) {
        partitions.offer(consumer.poll(POLL));
        partitions.commit();
      }
      partitions.end();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException | IllegalStateException e) {
      LOG.warn("the appliers begin anew", e);
      if (stop.askedWithin(REST)) {
        LOG.debug("the appliers end");
      }
    } finally {
      partitions.forget();
    }
  }
}
