package dev.infill.coordinator.runtime;

import dev.infill.common.message.Event;
import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.Share;
import dev.infill.coordinator.pace.PaceController;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells once a second how fast each shard may be worked, and has cleared what the work leaves
 * behind. A shard that is not to be worked has a pace of zero at once, so that a pause does not
 * wait for the next second; one whose migration has ended has none. One that will soon be worked is
 * listened to already: how it feels without us is known only before.
 */
public final class PaceLoop implements OwnedShards, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PaceLoop.class);

  private final SchemaStore store;
  private final PaceController controller;
  private final PaceSink paces;
  private final EventSink events;
  private final Supplier<? extends Collection<ShardMigration>> all;
  private final InstantSource clock;
  private final Vacuums vacuums;
  private final Map<MigrationShard, PacedShard> working = new HashMap<>();

  /** The last standstill that was told, so that it is told once. */
  private final Map<MigrationShard, String> standing = new HashMap<>();

  private final ExecutorService threads;

  /**
   * @param all every migration on every shard, of other coordinators as well: those of one database
   *     may have to share its ranges
   */
  public PaceLoop(
      SchemaStore store,
      PaceController controller,
      PaceSink paces,
      EventSink events,
      Supplier<? extends Collection<ShardMigration>> all,
      InstantSource clock) {
    this(
        store,
        controller,
        paces,
        events,
        all,
        Thread.ofVirtual().name("pace-", 0).factory(),
        clock);
  }

  /**
   * @param all every migration on every shard, of other coordinators as well: those of one database
   *     may have to share its ranges
   * @param threads makes a thread for each probe, and for whatever else may wait
   */
  public PaceLoop(
      SchemaStore store,
      PaceController controller,
      PaceSink paces,
      EventSink events,
      Supplier<? extends Collection<ShardMigration>> all,
      ThreadFactory threads,
      InstantSource clock) {
    this.all = all;
    this.store = store;
    this.controller = controller;
    this.paces = paces;
    this.events = events;
    this.clock = clock;
    this.threads = Executors.newThreadPerTaskExecutor(threads);
    this.vacuums = new Vacuums(store, this.threads, clock);
  }

  @Override
  public synchronized void owned(ShardMigration migration) {
    MigrationShard id = migration.id();
    if (Effects.works(migration)) {
      boolean begins = working.get(id) == null || standing.remove(id) != null;
      PacedShard shard = shard(migration);
      if (begins) {
        paces.publish(shard.told());
      }
      return;
    }
    if (Effects.willWork(migration)) {
      shard(migration);
    } else {
      end(id);
    }
    String phase = migration.state().phase();
    if (phase.equals(standing.put(id, phase))) {
      return;
    }
    if (migration.state().ended()) {
      paces.remove(id);
    } else {
      paces.publish(standstill(migration, phase));
    }
  }

  @Override
  public synchronized void lost(MigrationShard id) {
    end(id);
    standing.remove(id);
  }

  private PacedShard shard(ShardMigration migration) {
    var shard =
        working.computeIfAbsent(migration.id(), id -> new PacedShard(migration, controller, clock));
    shard.follow(migration);
    return shard;
  }

  /** Closing waits for the server, and this thread may not. */
  private void end(MigrationShard id) {
    PacedShard ended = working.remove(id);
    if (ended != null) {
      threads.execute(ended::close);
    }
    vacuums.stop(id);
  }

  /** To be called once a second: tells each pace, from the probe that ended last. */
  public void tick() {
    var shards = shards();
    if (shards.isEmpty()) {
      return;
    }
    Map<String, List<ShardMigration>> byDatabase =
        all.get().stream()
            .filter(Effects::works)
            .collect(Collectors.groupingBy(m -> m.shard().database()));
    for (PacedShard shard : shards) {
      var followed = shard.followed();
      var others = byDatabase.getOrDefault(followed.shard().database(), List.of());
      shard.share(Share.of(followed, others, clock.instant()));
      tick(shard);
    }
  }

  @Override
  public void close() {
    shards().forEach(PacedShard::close);
    threads.shutdownNow();
  }

  private synchronized List<PacedShard> shards() {
    return List.copyOf(working.values());
  }

  private void tick(PacedShard shard) {
    if (shard.beginProbe()) {
      threads.execute(() -> shard.probe(store));
    }
    threads.execute(shard::rest);
    if (!shard.works()) {
      return;
    }
    var changed = shard.step();
    synchronized (this) {
      // A state that came meanwhile may have taken the shard out of work: its zero stands.
      if (working.get(shard.id()) != shard) {
        return;
      }
      paces.publish(shard.told());
      shard.deadRows().ifPresent(rows -> vacuums.begin(shard.planned(), rows));
    }
    changed.ifPresent(event -> threads.execute(() -> tell(shard.id(), event)));
    shard.slowCommits().ifPresent(event -> threads.execute(() -> tell(shard.id(), event)));
  }

  private void tell(MigrationShard id, Event event) {
    try {
      events.publish(id, event);
    } catch (InterruptedException e) {
      log.debug("a pace was not told, since the coordinator stops: migration={}", id);
    }
  }

  private Pace standstill(ShardMigration migration, String phase) {
    Duration target = migration.spec().limits().chunkTarget();
    return new Pace(migration.id(), 0, target, "nothing to work on: " + phase, clock.instant());
  }
}
