package dev.infill.worker.runtime;

import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.PaceSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The paces that were heard. One counts as new from when it is heard, not from when it was told, so
 * that clocks that differ do not make a worker stand still; but what was there before this began to
 * listen may be old, and is judged by its own time until the next one comes. Safe for all threads.
 */
public final class HeardPaces implements PaceSource {
  private final InstantSource clock;
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();
  private volatile boolean live;

  private record Heard(Pace pace, Instant at) {}

  public HeardPaces(InstantSource clock) {
    this.clock = clock;
  }

  /** All that was there is heard; what comes from now on is new. */
  public void listen() {
    live = true;
  }

  /**
   * Hears the pace of a shard.
   *
   * @param key the text of the shard's id
   * @param pace empty when there is none any more
   */
  public void hear(String key, Optional<Pace> pace) {
    if (pace.isEmpty()) {
      heard.remove(key);
    } else {
      heard.put(key, new Heard(pace.get(), live ? clock.instant() : pace.get().at()));
    }
  }

  @Override
  public Optional<Pace> current(MigrationShard id) {
    return Optional.ofNullable(heard.get(id.toString()))
        .filter(one -> !isSilent(one.at()))
        .map(Heard::pace);
  }

  private boolean isSilent(Instant at) {
    return Duration.between(at, clock.instant()).abs().compareTo(Pace.SILENCE) > 0;
  }
}
