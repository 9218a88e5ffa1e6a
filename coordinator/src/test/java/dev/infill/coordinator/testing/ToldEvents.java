package dev.infill.coordinator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.TraceParent;
import dev.infill.coordinator.runtime.EventSink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps the events that were told. */
public final class ToldEvents implements EventSink {
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  @Override
  public void publish(MigrationShard subject, Event event, Optional<TraceParent> within) {
    events.add(event);
  }

  /** Waits for the next event. */
  public Event next() throws InterruptedException {
    Event event = events.poll(10, TimeUnit.SECONDS);
    assertThat(event).as("an event within 10 s").isNotNull();
    return event;
  }

  /** Those that were told and not yet taken. */
  public List<Event> all() {
    return List.copyOf(events);
  }

  /** Whether nothing was told that was not asked for. */
  public boolean isEmpty() {
    return events.isEmpty();
  }
}
