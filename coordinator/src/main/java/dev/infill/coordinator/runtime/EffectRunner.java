package dev.infill.coordinator.runtime;

import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.Traces;
import dev.infill.common.shard.SchemaStore;
import dev.infill.coordinator.lifecycle.Effect;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * Brings the world up to what the states want: starts effects that are wanted and don't run, stops
 * those no longer wanted.
 *
 * <p>An effect that answered and is still wanted a while later is started again: its answer may
 * have met a state that could not use it, a barrier may have been lost with its capture. Safe for
 * many threads; never blocks.
 */
public final class EffectRunner implements OwnedShards, AutoCloseable {
  /** How long an answer may be on its way before its effect is started again. */
  static final Duration AGAIN = Duration.ofSeconds(15);

  private final Steps steps;
  private final EventSink events;
  private final Traces traces;
  private final Backoff backoff;
  private final ThreadFactory threads;
  private final InstantSource clock;
  private final Map<MigrationShard, Shard> shards = new HashMap<>();
  private boolean closed;

  public EffectRunner(SchemaStore store, EventSink events, Traces traces, InstantSource clock) {
    this(store, events, traces, Backoff.DEFAULT, Thread.ofVirtual().factory(), clock);
  }

  /**
   * @param threads makes a thread for each effect, and for each look at who is in its way
   */
  public EffectRunner(
      SchemaStore store,
      EventSink events,
      Traces traces,
      Backoff backoff,
      ThreadFactory threads,
      InstantSource clock) {
    this.steps = new Steps(store);
    this.events = events;
    this.traces = traces;
    this.backoff = backoff;
    this.threads = threads;
    this.clock = clock;
  }

  /** What runs for one migration on one shard. The turn outlives a cancelled effect on purpose. */
  private static final class Shard {
    private final Map<Effect, EffectRun> runs = new HashMap<>();
    private final Semaphore turn = new Semaphore(1, true);
    private ShardMigration migration;

    Shard(ShardMigration migration) {
      this.migration = migration;
    }
  }

  @Override
  public synchronized void owned(ShardMigration migration) {
    if (closed) {
      return;
    }
    var shard = shards.computeIfAbsent(migration.id(), id -> new Shard(migration));
    shard.migration = migration;
    List<Effect> wanted = Effects.wanted(migration);
    cancelUnless(shard, wanted);
    for (Effect effect : wanted) {
      shard.runs.computeIfAbsent(effect, e -> start(shard, e));
    }
  }

  @Override
  public synchronized void lost(MigrationShard id) {
    steps.forget(id);
    var shard = shards.remove(id);
    if (shard != null) {
      cancelUnless(shard, List.of());
    }
  }

  /**
   * To be called about once a second: starts again what answered long ago and is still wanted, and
   * tells what keeps others waiting.
   */
  public synchronized void tick() {
    Instant now = clock.instant();
    for (Shard shard : shards.values()) {
      ShardMigration migration = shard.migration;
      shard.runs.forEach(
          (effect, run) -> {
            if (Steps.changesSchema(effect)) {
              run.lookWhy(() -> steps.inTheWay(migration));
            }
          });
      shard.runs.replaceAll(
          (effect, run) ->
              run.answered().filter(at -> !now.isBefore(at.plus(AGAIN))).isPresent()
                  ? start(shard, effect)
                  : run);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    shards.values().forEach(shard -> cancelUnless(shard, List.of()));
    shards.clear();
  }

  private EffectRun start(Shard shard, Effect effect) {
    ShardMigration migration = shard.migration;
    Semaphore turn = Steps.changesSchema(effect) ? shard.turn : new Semaphore(1);
    var run =
        new EffectRun(
            migration.id(),
            effect.name(),
            turn,
            () -> steps.take(migration, effect),
            events,
            () -> traces.taking(migration.id(), effect.getClass().getSimpleName(), effect.name()),
            backoff,
            threads,
            clock);
    run.start();
    return run;
  }

  private static void cancelUnless(Shard shard, List<Effect> wanted) {
    shard
        .runs
        .entrySet()
        .removeIf(
            entry -> {
              boolean unwanted = !wanted.contains(entry.getKey());
              if (unwanted) {
                entry.getValue().cancel();
              }
              return unwanted;
            });
  }
}
