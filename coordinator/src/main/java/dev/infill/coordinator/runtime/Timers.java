package dev.infill.coordinator.runtime;

import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes states at the moment they asked for. A moment that is still asked for after it was told is
 * told again after a while, as its event may have come before the state that wanted it.
 */
public final class Timers implements OwnedShards, AutoCloseable {
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(Timers.class);

  /**
   * @param due the moment the state asked for
   * @param next when to tell it
   */
  private record Timer(Instant due, Instant next) {}

  private final EventSink events;
  private final InstantSource clock;
  private final Map<MigrationShard, Timer> timers = new HashMap<>();
  private final ExecutorService tellers;

  public Timers(EventSink events, InstantSource clock) {
    this(events, Thread.ofVirtual().name("timer-", 0).factory(), clock);
  }

  /**
   * @param threads makes a thread for each moment that is told
   */
  public Timers(EventSink events, ThreadFactory threads, InstantSource clock) {
    this.events = events;
    this.clock = clock;
    this.tellers = Executors.newThreadPerTaskExecutor(threads);
  }

  @Override
  public synchronized void owned(ShardMigration migration) {
    var wake = Effects.wakeAt(migration);
    if (wake.isEmpty()) {
      timers.remove(migration.id());
      return;
    }
    Instant due = wake.get();
    timers.compute(
        migration.id(),
        (id, timer) -> timer != null && timer.due().equals(due) ? timer : new Timer(due, due));
  }

  @Override
  public synchronized void lost(MigrationShard id) {
    timers.remove(id);
  }

  /** To be called several times a second: tells the moments that have come. */
  public void tick() {
    due(clock.instant()).forEach((id, due) -> tellers.execute(() -> tell(id, due)));
  }

  @Override
  public void close() {
    tellers.shutdownNow();
  }

  private synchronized Map<MigrationShard, Instant> due(Instant now) {
    var due = new HashMap<MigrationShard, Instant>();
    for (MigrationShard id : List.copyOf(timers.keySet())) {
      Timer timer = timers.get(id);
      if (timer != null && !now.isBefore(timer.next())) {
        due.put(id, timer.due());
        timers.put(id, new Timer(timer.due(), now.plus(AGAIN)));
      }
    }
    return due;
  }

  private void tell(MigrationShard id, Instant due) {
    try {
      events.publish(id, new TimerFired(due));
    } catch (InterruptedException e) {
      log.debug("a timer was not told, since the coordinator stops: migration={}", id);
    }
  }
}
