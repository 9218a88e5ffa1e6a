package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.message.Change;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.change.Applier;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one partition on a thread of its own, from the moment the partition is assigned until it
 * is taken away. The consumer's thread hands records over and asks what may be committed.
 */
final class PartitionApplier {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionApplier.class);

  /** Records that wait to be taken, beyond which the partition is paused. */
  private static final int MANY = 4_000;

  /** Records taken at once: more changes of one key become one. */
  private static final int TAKE = 2_000;

  private static final Duration END = Duration.ofSeconds(3);

  private final int partition;
  private final Applier applier;
  private final Reporter reporter;
  private final LeftOut leftOut;
  private final InstantSource clock;
  private final Codec codec = Codec.ofMessages();
  private final BlockingQueue<ConsumerRecord<String, byte[]>> queue = new LinkedBlockingQueue<>();
  private final Stop.Switch stop = new Stop.Switch();
  private final Thread thread;
  private volatile @Nullable RuntimeException fault;

  PartitionApplier(
      int partition, Applier applier, Reporter reporter, LeftOut leftOut, InstantSource clock) {
    this.partition = partition;
    this.applier = applier;
    this.reporter = reporter;
    this.leftOut = leftOut;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("applier-" + partition).start(this::run);
  }

  void offer(List<ConsumerRecord<String, byte[]>> records) {
    queue.addAll(records);
  }

  /** Whether no more records should be offered for now. */
  boolean isBusy() {
    return queue.size() > MANY;
  }

  /** The offset that may be committed; negative for none. */
  long committable() {
    return applier.committable();
  }

  /**
   * Passes on what ended the thread.
   *
   * @throws IllegalStateException when it ended by itself
   */
  void check() {
    if (fault != null) {
      throw new IllegalStateException("the applier of partition " + partition + " failed", fault);
    }
  }

  /** Asks it to report what it did, and to end. */
  void stop() {
    stop.ask();
  }

  /** Waits until it has ended, some seconds at most. */
  void awaitEnd() throws InterruptedException {
    if (!thread.join(END)) {
      forget();
    }
  }

  /** Ends it as it is. */
  void forget() {
    stop.ask();
    thread.interrupt();
  }

  private void run() {
    try {
      while (!stop.asked()) {
        takeSome();
        applier.work();
      }
      applier.flush();
    } catch (InterruptedException e) {
      LOG.debug("applier ends: partition={}", partition);
    } catch (RuntimeException e) {
      fault = e;
    }
  }

  private void takeSome() throws InterruptedException {
    long wait = Math.max(0, Duration.between(clock.instant(), wake()).toMillis());
    if (applier.full()) {
      stop.askedWithin(Duration.ofMillis(Math.max(1, wait)));
      return;
    }
    var first = queue.poll(wait, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
    batch.add(first);
    queue.drainTo(batch, TAKE - 1);
    batch.forEach(this::take);
  }

  /** Soon enough to notice a stop. */
  private Instant wake() {
    Instant soon = clock.instant().plusMillis(200);
    return applier.wake().isBefore(soon) ? applier.wake() : soon;
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    try {
      applier.take(record.offset(), codec.read(record, Change.class));
    } catch (UnreadableMessageException e) {
      leftOut.take(record, String.valueOf(e.getMessage()));
      tellLost(record.key());
      applier.skip(record.offset());
    }
  }

  /** A change that nobody can read is a change that is lost. */
  private void tellLost(@Nullable String key) {
    if (key == null) {
      return;
    }
    int bar = key.indexOf('|');
    try {
      var id = MigrationShard.parse(bar < 0 ? key : key.substring(0, bar));
      reporter.report(id, new CaptureLost("a change in partition " + partition + " can't be read"));
    } catch (IllegalArgumentException e) {
      LOG.error("nor can its key, so nobody is told: partition={}", partition);
    }
  }
}
