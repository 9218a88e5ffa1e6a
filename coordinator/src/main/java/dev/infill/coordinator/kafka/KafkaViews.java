package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.CompactedView;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.status.Rates;
import dev.infill.coordinator.status.Views;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The compacted topics as tables that follow them. */
public final class KafkaViews implements Views, AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration LOAD = Duration.ofSeconds(60);

  private final CompactedView<ShardMigration> states;
  private final CompactedView<Pace> paces;
  private final CompactedView<Heartbeat> workers;
  private final Rates rates = new Rates();
  private final InstantSource clock;

  public KafkaViews(KafkaSettings settings, InstantSource clock) {
    var codec = StateCodec.create();
    // Counted by those who can't do their work for it.
    var leftOut = new LeftOut(() -> {});
    this.states = new CompactedView<>(settings, Topic.STATE, codec, ShardMigration.class, leftOut);
    this.paces = new CompactedView<>(settings, Topic.PACE, codec, Pace.class, leftOut);
    this.workers = new CompactedView<>(settings, Topic.WORKERS, codec, Heartbeat.class, leftOut);
    this.clock = clock;
  }

  /**
   * Returns when all that was stored is read.
   *
   * @throws IOException when that takes longer than {@link #LOAD}
   */
  public void start() throws IOException, InterruptedException {
    states.onRecord((key, state) -> state.ifPresent(m -> rates.add(m, clock.instant())));
    states.start();
    paces.start();
    workers.start();
    try {
      states.awaitLoaded(LOAD);
      paces.awaitLoaded(LOAD);
      workers.awaitLoaded(LOAD);
    } catch (TimeoutException e) {
      throw new IOException("Kafka does not answer within " + LOAD.toSeconds() + " s", e);
    }
  }

  @Override
  public List<ShardMigration> migrations() {
    return List.copyOf(states.snapshot().values());
  }

  @Override
  public Optional<Pace> pace(MigrationShard id) {
    return paces.get(id.toString());
  }

  @Override
  public long rowsPerSecond(MigrationShard id) {
    return rates.rowsPerSecond(id, clock.instant());
  }

  @Override
  public List<Heartbeat> workers() {
    return List.copyOf(workers.snapshot().values());
  }

  @Override
  public void refresh() throws IOException, InterruptedException {
    try {
      states.refresh(ANSWER);
    } catch (TimeoutException e) {
      throw new IOException("Kafka does not answer within " + ANSWER.toSeconds() + " s", e);
    }
  }

  @Override
  public void close() {
    states.close();
    paces.close();
    workers.close();
  }
}
