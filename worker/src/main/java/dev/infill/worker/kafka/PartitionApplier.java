package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.message.Change;
import dev.infill.worker.change.Applier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that applies the changes of one partition, so that a shard that does not answer holds up
 * no other partition. The consumer's thread gives it records and takes offsets to commit.
 */
final class PartitionApplier {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionApplier.class);
  private static final int BATCH = 2_000;
  private static final int MUCH = 10_000;

  private final Applier applier;
  private final Codec codec;
  private final InstantSource clock;
  private final BlockingQueue<ConsumerRecord<String, byte[]>> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean full;
  private volatile boolean ending;
  private volatile Optional<RuntimeException> fault = Optional.empty();
  private long committed = -1;

  PartitionApplier(int partition, Applier applier, Codec codec, InstantSource clock) {
    this.applier = applier;
    this.codec = codec;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("applier-" + partition).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void give(ConsumerRecord<String, byte[]> record) {
    queue.add(record);
  }

  /** Whether it should get no more for now. */
  boolean full() {
    return full || queue.size() >= MUCH;
  }

  /**
   * The offset to commit, if it has moved since the last call.
   *
   * @throws RuntimeException when the thread ended by a fault of ours: everything behind the
   *     committed offset must be applied by another
   */
  Optional<Long> toCommit() {
    if (fault.isPresent()) {
      throw new IllegalStateException("an applier ended", fault.get());
    }
    long committable = applier.committable();
    if (committable <= committed) {
      return Optional.empty();
    }
    committed = committable;
    return Optional.of(committable);
  }

  /** Reports what was applied, so that it can be committed, and ends. */
  void end(Duration within) {
    ending = true;
    try {
      if (!thread.join(within)) {
        abandon();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon();
    }
  }

  /** Ends at once; another applies what is not committed. */
  void abandon() {
    ending = true;
    thread.interrupt();
  }

  private void run() {
    var batch = new ArrayList<ConsumerRecord<String, byte[]>>();
    try {
      while (!ending) {
        collect(batch);
        batch.forEach(this::take);
        batch.clear();
        applier.work();
        full = applier.full();
      }
      applier.flush();
    } catch (InterruptedException e) {
      LOG.debug("an applier was abandoned");
    } catch (RuntimeException e) {
      LOG.error("an applier ends by a fault", e);
      fault = Optional.of(e);
    }
  }

  private void collect(List<ConsumerRecord<String, byte[]>> batch) throws InterruptedException {
    long wait = Duration.between(clock.instant(), applier.wake()).toMillis();
    var first = queue.poll(Math.clamp(wait, 0, 200), TimeUnit.MILLISECONDS);
    if (first != null) {
      batch.add(first);
      queue.drainTo(batch, BATCH);
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    try {
      applier.take(record.offset(), codec.read(record, Change.class));
    } catch (UnreadableMessageException e) {
      LOG.error("a change is left out, reconcile will find its row: {}", e.getMessage());
      applier.skip(record.offset());
    }
  }
}
