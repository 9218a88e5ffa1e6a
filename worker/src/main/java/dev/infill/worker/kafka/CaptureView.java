package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.CompactedView;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Capture;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.worker.port.CaptureSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The captures that shall run, all of them, whoever runs them. */
public final class CaptureView implements CaptureSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureView.class);
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final CompactedView<Capture> view;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();
  private final ShardUse use;
  private volatile boolean closed;

  /**
   * A capture that shall run.
   *
   * @param version differs each time it was asked for: a capture that was lost and prepared again
   *     may look the same
   */
  record Asked(Capture capture, long version) {}

  /** Hears of shards; called by a thread that must not wait. */
  public interface ShardUse {
    /** A shard has a capture. */
    void begins(ShardAddress shard);

    /** A shard's last capture ended. */
    void ends(ShardAddress shard);
  }

  public CaptureView(KafkaSettings settings, ShardUse use, LeftOut leftOut) {
    this.use = use;
    this.view =
        new CompactedView<>(settings, Topic.CAPTURES, Codec.ofMessages(), Capture.class, leftOut);
    view.onRecord(this::take);
  }

  public void start() {
    view.start();
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
    return view.get(capture.id().toString()).equals(Optional.of(capture));
  }

  /** All captures by the text of their ids, as last read. */
  Map<String, Asked> all() {
    return new HashMap<>(asked);
  }

  private void take(String key, Optional<Capture> capture) {
    if (capture.isPresent()) {
      use.begins(capture.get().shard());
      asked.put(key, new Asked(capture.get(), nextVersion()));
      return;
    }
    Asked ended = asked.remove(key);
    if (ended != null) {
      ShardAddress shard = ended.capture().shard();
      if (asked.values().stream().noneMatch(one -> one.capture().shard().equals(shard))) {
        use.ends(shard);
      }
    }
  }

  /** Called by the view's thread alone. */
  private long nextVersion() {
    return ++versions;
  }

  private long versions;

  private void refresh() throws InterruptedException {
    while (!closed) {
      try {
        view.refresh(WAIT);
        return;
      } catch (TimeoutException e) {
        LOG.warn("the captures can't be read now: {}", e.getMessage());
      } catch (IllegalStateException e) {
        LOG.debug("the captures are not read any more: {}", e.getMessage());
        break;
      }
    }
    throw new InterruptedException("the captures are not read any more");
  }

  @Override
  public void close() {
    closed = true;
    view.close();
  }
}
