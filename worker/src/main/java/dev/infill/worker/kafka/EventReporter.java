package dev.infill.worker.kafka;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.infill.common.kafka.EventPublisher;
import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.Span;
import dev.infill.common.observe.TraceParent;
import dev.infill.worker.observe.WorkerMeters;
import dev.infill.worker.port.Reporter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports over Kafka. An event that could not be sent is sent again, behind others if need be: each
 * event is true by itself.
 */
public final class EventReporter implements Reporter {
  private static final Logger LOG = LoggerFactory.getLogger(EventReporter.class);
  private static final RetryPolicy<Void> FOR_EVER =
      RetryPolicy.<Void>builder()
          .handleIf(failure -> !(failure instanceof InterruptedException))
          .withMaxAttempts(-1)
          .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(5))
          .onRetry(
              retry -> LOG.warn("an event can't be sent, will try again", retry.getLastException()))
          .build();

  private final EventPublisher publisher;
  private final WorkerMeters meters;
  private final Deque<Sent> sent = new ArrayDeque<>();

  private record Sent(
      MigrationShard id, Event event, Optional<TraceParent> within, CompletableFuture<Void> done) {}

  public EventReporter(EventPublisher publisher, WorkerMeters meters) {
    this.publisher = publisher;
    this.meters = meters;
  }

  /** Reports by this one what is told within a span, which notes it too. */
  Reporter within(Span span) {
    return new Reporter() {
      @Override
      public void report(MigrationShard id, Event event) {
        span.told(event);
        EventReporter.this.report(id, event, span.place());
      }

      @Override
      public void awaitKept() throws InterruptedException {
        EventReporter.this.awaitKept();
      }
    };
  }

  @Override
  public void report(MigrationShard id, Event event) {
    report(id, event, Optional.empty());
  }

  private void report(MigrationShard id, Event event, Optional<TraceParent> within) {
    meters.count(event);
    sent.add(new Sent(id, event, within, publisher.publish(id, event, within)));
    while (!sent.isEmpty() && isKept(sent.getFirst())) {
      sent.removeFirst();
    }
  }

  @Override
  public void awaitKept() throws InterruptedException {
    while (!sent.isEmpty()) {
      Sent first = sent.getFirst();
      try {
        first.done().get();
      } catch (java.util.concurrent.ExecutionException e) {
        LOG.warn("an event was not sent: migration={} reason={}", first.id(), e.getMessage());
        sendAgain(first);
      }
      sent.removeFirst();
    }
  }

  private void sendAgain(Sent lost) throws InterruptedException {
    try {
      Failsafe.with(FOR_EVER)
          .run(() -> publisher.publish(lost.id(), lost.event(), lost.within()).get());
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw (InterruptedException)
            new InterruptedException("stopped before an event was sent").initCause(e);
      }
      throw e;
    }
  }

  private static boolean isKept(Sent one) {
    return one.done().isDone() && !one.done().isCompletedExceptionally();
  }
}
