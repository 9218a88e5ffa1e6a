package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.CompactedView;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.PaceSource;
import dev.infill.worker.runtime.HeardPaces;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears the pace over Kafka. */
public final class PaceView implements PaceSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaceView.class);

  private final CompactedView<Pace> view;
  private final HeardPaces heard;

  public PaceView(KafkaSettings settings, LeftOut leftOut, InstantSource clock) {
    this.view = new CompactedView<>(settings, Topic.PACE, Codec.ofMessages(), Pace.class, leftOut);
    this.heard = new HeardPaces(clock);
    view.onRecord(heard::hear);
  }

  /** Begins to listen; waits some seconds for what is there. */
  public void start(Duration timeout) throws InterruptedException {
    view.start();
    try {
      view.awaitLoaded(timeout);
    } catch (TimeoutException e) {
      LOG.warn("the pace is not heard yet: {}", e.getMessage());
    }
    heard.listen();
  }

  @Override
  public Optional<Pace> current(MigrationShard id) {
    return heard.current(id);
  }

  @Override
  public void close() {
    view.close();
  }
}
