package dev.infill.coordinator.runtime;

import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.Signals.DeadRows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vacuums where the fill leaves more dead rows than autovacuum clears: one table or partition of a
 * shard at a time, and not again at once, since what one VACUUM could not clear, such as rows that
 * an old transaction still sees, the next can't either.
 *
 * <p>Keeps nothing that matters: a coordinator that takes over begins anew.
 */
final class Vacuums {
  /** How long a shard is let alone after a VACUUM, at least. */
  static final Duration LEAST_REST = Duration.ofSeconds(60);

  /** The rest by the time that the VACUUM took: at most a fifth of the time is spent on it. */
  private static final int REST_FACTOR = 4;

  private static final Logger log = LoggerFactory.getLogger(Vacuums.class);

  private final SchemaStore store;
  private final ExecutorService threads;
  private final InstantSource clock;
  private final Map<MigrationShard, Future<?>> running = new HashMap<>();
  private final Map<MigrationShard, Instant> notBefore = new HashMap<>();

  Vacuums(SchemaStore store, ExecutorService threads, InstantSource clock) {
    this.store = store;
    this.threads = threads;
    this.clock = clock;
  }

  /** Begins a VACUUM, unless one runs or has just run. Does not wait for it. */
  synchronized void begin(PlannedShard shard, DeadRows rows) {
    Instant rest = notBefore.getOrDefault(shard.id(), Instant.MIN);
    if (running.containsKey(shard.id()) || clock.instant().isBefore(rest)) {
      return;
    }
    running.put(shard.id(), threads.submit(() -> vacuum(shard, rows)));
  }

  /** Takes away the one that runs, since nothing is worked on there any more. */
  synchronized void stop(MigrationShard id) {
    Future<?> run = running.remove(id);
    if (run != null) {
      run.cancel(true);
    }
  }

  private void vacuum(PlannedShard shard, DeadRows rows) {
    Instant began = clock.instant();
    log.info(
        "vacuum begins: migration={} relation={} deadRows={} limit={}",
        shard.id(),
        rows.relation(),
        rows.dead(),
        rows.limit());
    try {
      store.vacuum(shard, rows.relation());
      log.info("vacuum ended: migration={} relation={}", shard.id(), rows.relation());
    } catch (ShardFailure e) {
      log.info(
          "vacuum given up: migration={} relation={} reason={}",
          shard.id(),
          rows.relation(),
          e.getMessage());
    } catch (RuntimeException e) {
      log.error("vacuum broke: migration={}", shard.id(), e);
    } finally {
      ended(shard.id(), began);
    }
  }

  private synchronized void ended(MigrationShard id, Instant began) {
    running.remove(id);
    Instant now = clock.instant();
    Duration rest = Duration.between(began, now).multipliedBy(REST_FACTOR);
    notBefore.put(id, now.plus(rest.compareTo(LEAST_REST) < 0 ? LEAST_REST : rest));
  }
}
