package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.CompactedView;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.PaceSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the pace. A pace counts as new from when it is heard, not from when it was told, so that
 * clocks that differ do not make a worker stand still; but what was there before this began to
 * listen may be old, and is judged by its own time until the next one comes.
 */
public final class PaceView implements PaceSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaceView.class);

  private final CompactedView<Pace> view;
  private final InstantSource clock;
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();
  private volatile boolean live;

  private record Heard(Pace pace, Instant at) {}

  public PaceView(KafkaSettings settings, LeftOut leftOut, InstantSource clock) {
    this.view = new CompactedView<>(settings, Topic.PACE, Codec.ofMessages(), Pace.class, leftOut);
    this.clock = clock;
    view.onRecord(this::hear);
  }

  /** Begins to listen; waits some seconds for what is there. */
  public void start(Duration timeout) throws InterruptedException {
    view.start();
    try {
      view.awaitLoaded(timeout);
    } catch (TimeoutException e) {
      LOG.warn("the pace is not heard yet: {}", e.getMessage());
    }
    live = true;
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

  private void hear(String key, Optional<Pace> pace) {
    if (pace.isEmpty()) {
      heard.remove(key);
    } else {
      heard.put(key, new Heard(pace.get(), live ? clock.instant() : pace.get().at()));
    }
  }

  @Override
  public void close() {
    view.close();
  }
}
