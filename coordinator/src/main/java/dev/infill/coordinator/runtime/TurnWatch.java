package dev.infill.coordinator.runtime;

import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.Turns;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes migrations whose shards wait for their turn, when a soak has passed or another migration is
 * out of the way. Whether it is so is decided by whoever folds the event, not here: one that comes
 * from a coordinator that was left behind does no harm.
 */
public final class TurnWatch implements OwnedShards, AutoCloseable {
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(TurnWatch.class);

  private final EventSink events;
  private final Supplier<? extends Collection<ShardMigration>> all;
  private final InstantSource clock;
  private final Map<MigrationId, Map<MigrationShard, ShardMigration>> owned = new HashMap<>();
  private final Map<MigrationId, Instant> told = new HashMap<>();
  private final ExecutorService tellers;

  /**
   * @param all every migration on every shard, as far as it is known
   */
  public TurnWatch(
      EventSink events, Supplier<? extends Collection<ShardMigration>> all, InstantSource clock) {
    this(events, all, Thread.ofVirtual().name("turn-", 0).factory(), clock);
  }

  /**
   * @param all every migration on every shard, as far as it is known
   * @param threads makes a thread for each turn that is told
   */
  public TurnWatch(
      EventSink events,
      Supplier<? extends Collection<ShardMigration>> all,
      ThreadFactory threads,
      InstantSource clock) {
    this.events = events;
    this.all = all;
    this.clock = clock;
    this.tellers = Executors.newThreadPerTaskExecutor(threads);
  }

  @Override
  public synchronized void owned(ShardMigration migration) {
    var shards = owned.computeIfAbsent(migration.id().migration(), id -> new HashMap<>());
    shards.put(migration.id(), migration);
  }

  @Override
  public synchronized void lost(MigrationShard id) {
    var shards = owned.get(id.migration());
    if (shards != null) {
      shards.remove(id);
      if (shards.isEmpty()) {
        owned.remove(id.migration());
      }
    }
  }

  /** To be called about once a second. */
  public void tick() {
    var fleets = waiting();
    if (fleets.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    var known = all.get();
    for (List<ShardMigration> fleet : fleets) {
      new Turns(fleet, known, now)
          .due().keySet().stream().findFirst().ifPresent(id -> wake(id, now));
    }
  }

  @Override
  public void close() {
    tellers.shutdownNow();
  }

  private synchronized List<List<ShardMigration>> waiting() {
    var fleets = new ArrayList<List<ShardMigration>>();
    for (Map<MigrationShard, ShardMigration> fleet : owned.values()) {
      if (fleet.values().stream().anyMatch(m -> m.state() instanceof AwaitingTurn)) {
        fleets.add(List.copyOf(fleet.values()));
      }
    }
    return fleets;
  }

  private void wake(MigrationShard id, Instant now) {
    synchronized (this) {
      Instant last = told.get(id.migration());
      if (last != null && now.isBefore(last.plus(AGAIN))) {
        return;
      }
      told.put(id.migration(), now);
    }
    tellers.execute(
        () -> {
          try {
            events.publish(id, new TimerFired(now));
          } catch (InterruptedException e) {
            log.debug("a turn was not told, since the coordinator stops: migration={}", id);
          }
        });
  }
}
