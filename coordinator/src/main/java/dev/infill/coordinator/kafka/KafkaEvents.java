package dev.infill.coordinator.kafka;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.infill.common.kafka.EventPublisher;
import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.TraceParent;
import dev.infill.coordinator.runtime.EventSink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells events on {@code infill.events} until the broker has them. One may come twice; every event
 * bears that.
 */
public final class KafkaEvents implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaEvents.class);

  private final EventPublisher publisher;
  private final RetryPolicy<Object> again =
      RetryPolicy.builder()
          .handle(ExecutionException.class)
          .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(5))
          .withJitter(0.25)
          .withMaxRetries(-1)
          .onRetry(e -> LOG.warn("tells an event again: {}", String.valueOf(e.getLastException())))
          .build();

  public KafkaEvents(EventPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void publish(MigrationShard subject, Event event, Optional<TraceParent> within)
      throws InterruptedException {
    try {
      Failsafe.with(again).run(() -> publisher.publish(subject, event, within).get());
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedException("interrupted while telling an event");
      }
      throw e;
    }
  }
}
