package dev.infill.worker.kafka;

import dev.infill.common.kafka.EventPublisher;
import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.Reporter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to {@code infill.events}. What Kafka did not take is sent again, with all that was
 * reported behind it, until it is kept: an event may so come twice, but none is left out, and none
 * overtakes another for good.
 */
final class EventReporter implements Reporter {
  private static final Logger LOG = LoggerFactory.getLogger(EventReporter.class);
  private static final long PAUSE_MILLIS = 500;

  private final EventPublisher publisher;
  private final Deque<Sent> sent = new ArrayDeque<>();

  EventReporter(EventPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void report(MigrationShard id, Event event) {
    while (!sent.isEmpty() && sent.getFirst().kept()) {
      sent.removeFirst();
    }
    sent.add(new Sent(id, event, publisher.publish(id, event)));
  }

  @Override
  public void awaitKept() throws InterruptedException {
    while (!sent.isEmpty()) {
      try {
        sent.getFirst().outcome().get();
        sent.removeFirst();
      } catch (ExecutionException e) {
        LOG.warn(
            "an event is sent again: migration={} reason={}",
            sent.getFirst().id(),
            String.valueOf(e.getCause()));
        Thread.sleep(PAUSE_MILLIS);
        sendAgain();
      }
    }
  }

  private void sendAgain() {
    var all = List.copyOf(sent);
    sent.clear();
    all.forEach(s -> sent.add(new Sent(s.id(), s.event(), publisher.publish(s.id(), s.event()))));
  }

  private record Sent(MigrationShard id, Event event, CompletableFuture<Void> outcome) {
    boolean kept() {
      return outcome.isDone() && !outcome.isCompletedExceptionally();
    }
  }
}
