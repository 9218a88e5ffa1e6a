package dev.infill.coordinator.kafka;

import static java.util.Objects.requireNonNull;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Takes partitions over from their last owners, all at once: fences the owners, ends what a
 * broker's crash left of their transactions, and then reads the states that they left.
 */
final class TakeOver {
  private final KafkaSettings settings;
  private final Codec codec;

  TakeOver(KafkaSettings settings, Codec codec) {
    this.settings = settings;
    this.codec = codec;
  }

  /** The one producer that may write a partition's states now, and what was stored before it. */
  record Taken(Producer<String, byte[]> producer, StateRestore.Stored stored) {}

  /**
   * Returns when nobody else can write to the partitions any more.
   *
   * @throws KafkaException when one of them can't be taken over; none is then
   */
  Map<Integer, Taken> take(Collection<Integer> partitions) {
    var producers = new ConcurrentHashMap<Integer, Producer<String, byte[]>>();
    boolean taken = false;
    try (var admin = Admin.create(settings.admin())) {
      fence(partitions, producers);
      new HangingTransactions(admin, settings)
          .end(partitions.stream().map(this::transactionalId).toList());
      var all = new HashMap<Integer, Taken>();
      new StateRestore(settings, codec)
          .read(partitions)
          .forEach((p, stored) -> all.put(p, new Taken(requireNonNull(producers.get(p)), stored)));
      taken = true;
      return all;
    } finally {
      if (!taken) {
        producers.values().forEach(producer -> producer.close(Duration.ZERO));
      }
    }
  }

  /** Each waits for the broker to end a transaction that may be open, so all of them do at once. */
  private void fence(
      Collection<Integer> partitions, Map<Integer, Producer<String, byte[]>> producers) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var fencing =
          partitions.stream().map(p -> threads.submit(() -> fence(p, producers))).toList();
      try {
        for (Future<?> each : fencing) {
          each.get();
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw new InterruptException(e);
      } catch (ExecutionException e) {
        throw new KafkaException("can't take a partition over", e.getCause());
      }
    }
  }

  private void fence(int partition, Map<Integer, Producer<String, byte[]>> producers) {
    var producer =
        new KafkaProducer<String, byte[]>(
            settings.transactionalProducer(transactionalId(partition)));
    producers.put(partition, producer);
    producer.initTransactions();
  }

  private String transactionalId(int partition) {
    return settings.group("coordinator-" + partition);
  }
}
