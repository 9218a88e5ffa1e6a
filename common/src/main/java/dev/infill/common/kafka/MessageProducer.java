package dev.infill.common.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records outside of transactions, each once and those of a partition in the order in which
 * they were given.
 *
 * <p>Every outcome reaches the caller. After an error that the Kafka producer does not survive,
 * those on their way fail and the next send goes through a new producer. Safe for all threads; a
 * send may block while the brokers are unknown or the buffer is full.
 */
public final class MessageProducer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MessageProducer.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Supplier<Producer<String, byte[]>> factory;
  private final AtomicReference<@Nullable Producer<String, byte[]>> current =
      new AtomicReference<>();
  private boolean closed;

  public MessageProducer(KafkaSettings settings) {
    this(() -> newProducer(settings.producer()));
  }

  /** For tests: makes its producers so. */
  MessageProducer(Supplier<Producer<String, byte[]>> factory) {
    this.factory = factory;
  }

  /**
   * Sends a record; {@link Messages} makes them.
   *
   * @return done when the broker has it, or failed with Kafka's error when it may not have it
   */
  @SuppressWarnings(
      "FutureReturnValueIgnored") // The callback is told all that Kafka's future would tell.
  public CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
    var sent = new CompletableFuture<Void>();
    @Nullable Producer<String, byte[]> producer = null;
    try {
      producer = producer();
      var used = producer;
      used.send(record, (metadata, error) -> finish(used, sent, error));
    } catch (KafkaException | IllegalStateException e) {
      // A producer in a fatal state, or closed by another thread's fatal error, throws instead of
      // calling back.
      finish(producer, sent, e);
    }
    return sent;
  }

  /** Sends records in their order; done when all are, failed when one is. */
  public CompletableFuture<Void> sendAll(Collection<ProducerRecord<String, byte[]>> records) {
    return CompletableFuture.allOf(
        records.stream().map(this::send).toArray(CompletableFuture[]::new));
  }

  /** Waits a few seconds for what is on its way; what can't be sent fails. */
  @Override
  public void close() {
    var producer = end();
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
    }
  }

  /** After this none is made any more. */
  private synchronized @Nullable Producer<String, byte[]> end() {
    closed = true;
    return current.getAndSet(null);
  }

  private synchronized Producer<String, byte[]> producer() {
    if (closed) {
      throw new IllegalStateException("this producer is closed");
    }
    var producer = current.get();
    if (producer == null) {
      producer = factory.get();
      current.set(producer);
    }
    return producer;
  }

  private void finish(
      @Nullable Producer<String, byte[]> used,
      CompletableFuture<Void> sent,
      @Nullable Exception error) {
    if (error == null) {
      sent.complete(null);
      return;
    }
    if (used != null && !outlives(error) && current.compareAndSet(used, null)) {
      LOG.warn("a Kafka producer failed and will be replaced: {}", error.toString());
      Thread.startVirtualThread(() -> used.close(CLOSE_TIMEOUT));
    }
    sent.completeExceptionally(error);
  }

  /**
   * Whether a producer goes on after this. A record that is refused for itself costs its producer
   * too: rare, and it does no harm.
   */
  private static boolean outlives(Exception error) {
    return error instanceof RetriableException || error instanceof InterruptException;
  }

  private static Producer<String, byte[]> newProducer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings);
  }
}
