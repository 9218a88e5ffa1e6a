package dev.infill.worker.kafka;

import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Heartbeat;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once a second that the worker lives; a heartbeat that is lost is followed by the next. */
final class HeartbeatPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatPublisher.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final MessageProducer producer;
  private final Messages messages;
  private final Function<Boolean, Heartbeat> heartbeat;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heartbeat").factory());

  /**
   * @param heartbeat asked for what to tell, with whether the worker is about to stop
   */
  HeartbeatPublisher(
      MessageProducer producer, Messages messages, Function<Boolean, Heartbeat> heartbeat) {
    this.producer = producer;
    this.messages = messages;
    this.heartbeat = heartbeat;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The task never ends by itself.
  void start() {
    timer.scheduleAtFixedRate(() -> beat(false), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Says at last that the worker leaves. */
  @Override
  public void close() {
    timer.shutdownNow();
    beat(true);
  }

  private void beat(boolean leaving) {
    try {
      lost(producer.send(messages.heartbeat(heartbeat.apply(leaving))));
    } catch (RuntimeException e) {
      // A timer whose task throws never calls it again.
      LOG.warn("no heartbeat could be made", e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nothing is to be done about a lost heartbeat.
  private static void lost(CompletableFuture<Void> sent) {
    sent.exceptionally(
        failure -> {
          LOG.debug("a heartbeat was lost: {}", failure.toString());
          return null;
        });
  }
}
