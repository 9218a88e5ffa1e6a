package dev.infill.common.kafka;

import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.TraceParent;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tells what happened, on {@code infill.events}, in the order of the calls for each migration. Safe
 * for all threads.
 */
public final class EventPublisher implements AutoCloseable {
  private final MessageProducer producer;
  private final Messages messages;

  /**
   * @param source the process that tells, such as {@code worker/host-1234}
   * @param clock gives the events' times
   */
  public EventPublisher(KafkaSettings settings, String source, InstantSource clock) {
    this.producer = new MessageProducer(settings);
    this.messages = new Messages(settings, Codec.ofMessages(), source, clock);
  }

  /**
   * @return done when the broker has the event, failed when it may not have it
   */
  public CompletableFuture<Void> publish(MigrationShard subject, Event event) {
    return publish(subject, event, Optional.empty());
  }

  /**
   * @param within the place in a trace that the event carries
   * @return done when the broker has the event, failed when it may not have it
   */
  public CompletableFuture<Void> publish(
      MigrationShard subject, Event event, Optional<TraceParent> within) {
    return producer.send(TraceHeader.on(messages.event(subject, event), within));
  }

  /**
   * Publishes events in their order.
   *
   * @return done when the broker has all of them, failed when it may lack one
   */
  public CompletableFuture<Void> publishAll(MigrationShard subject, List<? extends Event> events) {
    return producer.sendAll(events.stream().map(event -> messages.event(subject, event)).toList());
  }

  /** Waits a few seconds for what is on its way; what can't be sent fails. */
  @Override
  public void close() {
    producer.close();
  }
}
