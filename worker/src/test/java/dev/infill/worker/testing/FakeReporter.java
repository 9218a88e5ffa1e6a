package dev.infill.worker.testing;

import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.Reporter;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was reported. */
public final class FakeReporter implements Reporter {
  private final List<Event> events = new ArrayList<>();
  private Runnable onAwait = () -> {};

  public List<Event> events() {
    return events;
  }

  public <E extends Event> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  public void onAwait(Runnable action) {
    onAwait = action;
  }

  @Override
  public void report(MigrationShard id, Event event) {
    events.add(event);
  }

  @Override
  public void awaitKept() {
    onAwait.run();
  }
}
