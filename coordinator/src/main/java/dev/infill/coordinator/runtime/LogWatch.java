package dev.infill.coordinator.runtime;

import dev.infill.common.message.Event.LogLimitExceeded;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how much log the servers keep for our captures, and tells where it is too much. Here and
 * not where the capture runs: most is kept when none does. It is looked at in every phase with a
 * capture, at a gate and in a pause as well, when nobody asks for a pace. A look that fails says
 * nothing. Safe for threads.
 */
public final class LogWatch implements OwnedShards, AutoCloseable {
  /** In which a server that writes 200 MB a second writes one more GB. */
  static final Duration LOOK = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(LogWatch.class);

  private final SchemaStore store;
  private final EventSink events;
  private final InstantSource clock;
  private final Map<MigrationShard, Watched> watched = new HashMap<>();
  private final ExecutorService threads;

  public LogWatch(SchemaStore store, EventSink events, InstantSource clock) {
    this(store, events, Thread.ofVirtual().name("log-", 0).factory(), clock);
  }

  /**
   * @param threads makes a thread for each look
   */
  public LogWatch(SchemaStore store, EventSink events, ThreadFactory threads, InstantSource clock) {
    this.store = store;
    this.events = events;
    this.clock = clock;
    this.threads = Executors.newThreadPerTaskExecutor(threads);
  }

  /** One look at a time: a server that does not answer must not gather them. */
  private static final class Watched {
    private ShardMigration migration;
    private boolean looking;
    private Instant next;

    Watched(ShardMigration migration, Instant next) {
      this.migration = migration;
      this.next = next;
    }
  }

  @Override
  public synchronized void owned(ShardMigration migration) {
    if (limit(migration).isEmpty() || !Effects.captures(migration)) {
      watched.remove(migration.id());
      return;
    }
    watched.computeIfAbsent(migration.id(), id -> new Watched(migration, clock.instant()))
            .migration =
        migration;
  }

  @Override
  public synchronized void lost(MigrationShard id) {
    watched.remove(id);
  }

  /** To be called about once a second. */
  public synchronized void tick() {
    Instant now = clock.instant();
    for (Watched shard : watched.values()) {
      if (!shard.looking && !now.isBefore(shard.next)) {
        shard.looking = true;
        shard.next = now.plus(LOOK);
        ShardMigration migration = shard.migration;
        threads.execute(() -> look(shard, migration));
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void look(Watched shard, ShardMigration m) {
    try {
      long limit = limit(m).orElseThrow();
      long bytes = store.retainedLog(m.planned().orElseThrow());
      if (bytes > limit) {
        log.warn("too much log is kept: migration={} bytes={} limit={}", m.id(), bytes, limit);
        events.publish(m.id(), new LogLimitExceeded(bytes, limit, m.tally().captureRestarts()));
      }
    } catch (ShardFailure e) {
      log.debug("kept log can't be seen: migration={} reason={}", m.id(), e.getMessage());
    } catch (InterruptedException e) {
      log.debug("kept log was not told, since the coordinator stops: migration={}", m.id());
    } finally {
      looked(shard);
    }
  }

  private synchronized void looked(Watched shard) {
    shard.looking = false;
  }

  private static Optional<Long> limit(ShardMigration m) {
    return m.spec().limits().pace().criticalSlotBytes();
  }
}
