package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.CompactedView;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Capture;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.CaptureSource;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The captures on {@code infill.captures}: every worker knows all of them, whoever runs them. */
final class CapturesView implements CaptureSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CapturesView.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CompactedView<Capture> view;

  CapturesView(KafkaSettings settings, Codec codec) {
    this.view = new CompactedView<>(settings, Topic.CAPTURES, codec, Capture.class);
  }

  void start() {
    view.start();
  }

  Collection<Capture> all() {
    return view.snapshot().values();
  }

  @Override
  public Optional<Capture> find(MigrationShard id) throws InterruptedException {
    Optional<Capture> known = view.get(id.toString());
    if (known.isPresent()) {
      return known;
    }
    refresh();
    return view.get(id.toString());
  }

  @Override
  public boolean stands(Capture capture) throws InterruptedException {
    refresh();
    return view.get(capture.id().toString()).filter(capture::equals).isPresent();
  }

  private void refresh() throws InterruptedException {
    while (true) {
      try {
        view.refresh(PATIENCE);
        return;
      } catch (TimeoutException e) {
        LOG.warn("still asking which captures shall run: {}", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    view.close();
  }
}
