package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.CompactedView;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.PaceSource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The paces on {@code infill.pace}. How old one is goes by when it was heard here, since two
 * machines' clocks may differ by more than {@link Pace#SILENCE}.
 */
final class PaceView implements PaceSource, AutoCloseable {
  private final CompactedView<Pace> view;
  private final InstantSource clock;
  private final Map<MigrationShard, Heard> heard = new ConcurrentHashMap<>();
  private final Instant started;

  private record Heard(Pace pace, Instant at) {}

  PaceView(KafkaSettings settings, Codec codec, InstantSource clock) {
    this.view = new CompactedView<>(settings, Topic.PACE, codec, Pace.class);
    this.clock = clock;
    this.started = clock.instant();
    view.onRecord(this::hear);
  }

  void start() {
    view.start();
  }

  @Override
  public Optional<Pace> current(MigrationShard id) {
    return Optional.ofNullable(heard.get(id))
        .filter(h -> clock.instant().isBefore(h.at().plus(Pace.SILENCE)))
        .map(Heard::pace);
  }

  /** One that was told long before this worker began is no sign of a living coordinator. */
  private void hear(String key, Optional<Pace> pace) {
    var id = MigrationShard.parse(key);
    if (pace.isEmpty()) {
      heard.remove(id);
    } else if (pace.get().at().isAfter(started.minus(Pace.SILENCE))) {
      heard.put(id, new Heard(pace.get(), clock.instant()));
    }
  }

  @Override
  public void close() {
    view.close();
  }
}
