package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.CompactedView;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Position;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.PositionSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The positions of all captures that keep theirs on Kafka, whoever runs them. */
public final class PositionView implements PositionSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PositionView.class);
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final CompactedView<Position> view;
  private volatile boolean closed;

  public PositionView(KafkaSettings settings, LeftOut leftOut) {
    this.view =
        new CompactedView<>(settings, Topic.POSITIONS, Codec.ofMessages(), Position.class, leftOut);
  }

  public void start() {
    view.start();
  }

  @Override
  public Optional<Position> find(MigrationShard id) throws InterruptedException {
    while (!closed) {
      try {
        view.refresh(WAIT);
        return view.get(id.toString());
      } catch (TimeoutException e) {
        LOG.warn("the positions can't be read now: {}", e.getMessage());
      } catch (IllegalStateException e) {
        LOG.debug("the positions are not read any more: {}", e.getMessage());
        break;
      }
    }
    throw new InterruptedException("the positions are not read any more");
  }

  @Override
  public void close() {
    closed = true;
    view.close();
  }
}
