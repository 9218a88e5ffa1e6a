package dev.infill.coordinator.status;

import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Rows a second over the last few seconds, from the states as they come. Safe for many threads. */
public final class Rates {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private record Sample(Instant at, String phase, long rows) {}

  private final Map<MigrationShard, Deque<Sample>> samples = new ConcurrentHashMap<>();

  /** Takes a state that was just read. */
  public void add(ShardMigration m, Instant now) {
    if (m.state().ended()) {
      samples.remove(m.id());
      return;
    }
    long rows =
        switch (m.state()) {
          case Backfilling s -> m.tally().fill().rows();
          case Reconciling s -> m.tally().check().counted();
          default -> 0;
        };
    var deque = samples.computeIfAbsent(m.id(), id -> new ArrayDeque<>());
    synchronized (deque) {
      deque.addLast(new Sample(now, m.state().phase(), rows));
      prune(deque, now);
    }
  }

  /** The rate now; 0 when nothing moved within the window. */
  public long rowsPerSecond(MigrationShard id, Instant now) {
    var deque = samples.get(id);
    if (deque == null) {
      return 0;
    }
    synchronized (deque) {
      prune(deque, now);
      if (deque.size() < 2) {
        return 0;
      }
      Sample first = deque.getFirst();
      long millis = Math.max(1, Duration.between(first.at(), now).toMillis());
      return Math.max(0, (deque.getLast().rows() - first.rows()) * 1000 / millis);
    }
  }

  /** Forgets what is old, and what belongs to another phase. */
  private static void prune(Deque<Sample> deque, Instant now) {
    if (deque.isEmpty()) {
      return;
    }
    String phase = deque.getLast().phase();
    long rows = deque.getLast().rows();
    deque.removeIf(
        s -> s.at().isBefore(now.minus(WINDOW)) || !s.phase().equals(phase) || s.rows() > rows);
  }
}
