package dev.infill.worker;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.EventPublisher;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Capture;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.observe.Traces;
import dev.infill.common.settings.Secrets;
import dev.infill.common.transform.Transforms;
import dev.infill.worker.backfill.RangeFiller;
import dev.infill.worker.change.GatheredStores;
import dev.infill.worker.debezium.LogCapture;
import dev.infill.worker.debezium.ServerLog;
import dev.infill.worker.debezium.Surroundings;
import dev.infill.worker.debezium.mysql.MySqlCapture;
import dev.infill.worker.debezium.postgres.PostgresLog;
import dev.infill.worker.kafka.ApplierLoop;
import dev.infill.worker.kafka.CaptureOwnership;
import dev.infill.worker.kafka.CaptureView;
import dev.infill.worker.kafka.EventReporter;
import dev.infill.worker.kafka.HeartbeatPublisher;
import dev.infill.worker.kafka.PaceView;
import dev.infill.worker.kafka.PositionView;
import dev.infill.worker.kafka.TaskSlots;
import dev.infill.worker.observe.WorkerMeters;
import dev.infill.worker.port.CaptureStarter;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.reconcile.RangeChecker;
import dev.infill.worker.reconcile.RowRepairer;
import dev.infill.worker.rows.Retry;
import dev.infill.worker.runtime.TaskRunner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker, wired: fills, checks and repairs ranges, captures changes and dual-writes them. The
 * topics must exist.
 *
 * <p>It holds nothing that matters: it may be killed at any moment, and others go on. It survives
 * restarts of brokers and databases, and ends only when it is closed.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration HEAR = Duration.ofSeconds(5);

  private final WorkerSettings settings;
  private final InstantSource clock;
  private final ShardPools pools;
  private final EventPublisher publisher;
  private final MessageProducer producer;
  private final WorkerMeters meters;
  private final PaceView paces;
  private final CaptureView captures;
  private final PositionView positions;
  private final TaskSlots slots;
  private final ApplierLoop appliers;
  private final CaptureOwnership ownership;
  private final HeartbeatPublisher heartbeats;

  /**
   * @param secrets finds the shards' passwords
   * @param transforms the fill rules in Java that it has
   * @param registry gets the worker's meters
   * @param traces gets the tasks that it does; stays open when the worker is closed
   */
  public Worker(
      WorkerSettings settings,
      Secrets secrets,
      Transforms transforms,
      MeterRegistry registry,
      Traces traces,
      InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    KafkaSettings kafka = settings.kafka();
    String source = "worker/" + settings.name();
    var connections = new ShardConnections(secrets, "worker");
    this.pools = new ShardPools(connections, settings.connections());
    var stores = new JdbcRowStores(pools, transforms);
    this.publisher = new EventPublisher(kafka, source, clock);
    this.producer = new MessageProducer(kafka);
    var messages = new Messages(kafka, Codec.ofMessages(), source, clock);
    this.meters = new WorkerMeters(registry);
    Supplier<EventReporter> taskReporters = () -> new EventReporter(publisher, meters);
    Supplier<Reporter> reporters = taskReporters::get;
    var leftOut = new LeftOut(meters::unreadable);
    this.paces = new PaceView(kafka, leftOut, clock);
    this.captures = new CaptureView(kafka, new PooledShards(pools), leftOut);
    this.positions = new PositionView(kafka, leftOut);
    Retry retry = Retry.DEFAULT.telling(meters::retried);
    var runner =
        new TaskRunner(
            captures,
            stores,
            new RangeFiller(settings.name(), paces, clock, settings.rangeBudget(), retry),
            new RangeChecker(paces, clock, retry),
            new RowRepairer(retry));
    this.slots = new TaskSlots(kafka, settings.slots(), runner, taskReporters, traces, leftOut);
    this.appliers =
        new ApplierLoop(
            kafka,
            new ApplierLoop.Surroundings(
                captures,
                new GatheredStores(stores, GatheredStores.LINGER),
                reporters,
                leftOut,
                clock));
    var around = new Surroundings(connections, secrets, captures, messages, producer, meters);
    this.ownership =
        new CaptureOwnership(kafka, captures, capture -> start(capture, around, reporters));
    this.heartbeats = new HeartbeatPublisher(this::heartbeat, messages, producer);
    meters.show(settings.slots(), slots::busy);
  }

  /** Begins to work. */
  public void start() throws InterruptedException {
    captures.start();
    positions.start();
    paces.start(HEAR);
    ownership.start();
    appliers.start();
    slots.start();
    heartbeats.start();
    LOG.info("worker works: name={} slots={}", settings.name(), settings.slots());
  }

  /** Whether it has begun, and Kafka took a sign of life of it lately. */
  public boolean ready() {
    return heartbeats.taken();
  }

  /**
   * Gives back what it has and ends, within five seconds or little more. What it could not give
   * back, others get by themselves.
   */
  @Override
  public void close() {
    heartbeats.close();
    // All at once, since each may take its time.
    slots.stop();
    appliers.stop();
    ownership.stop();
    slots.close();
    appliers.close();
    ownership.close();
    captures.close();
    positions.close();
    paces.close();
    publisher.close();
    producer.close();
    pools.close();
    LOG.info("worker ended: name={}", settings.name());
  }

  private CaptureStarter.Running start(
      Capture capture, Surroundings around, Supplier<Reporter> reporters) {
    var running = new LogCapture(capture, around, log(capture, around), reporters.get());
    running.start();
    return running;
  }

  private ServerLog.Opener log(Capture capture, Surroundings around) {
    return switch (capture.shard().engine()) {
      case POSTGRESQL -> () -> PostgresLog.open(capture, around);
      case MYSQL -> new MySqlCapture(capture, around, positions);
    };
  }

  private Heartbeat heartbeat(boolean leaving) {
    return new Heartbeat(
        settings.name(),
        settings.slots(),
        slots.busy(),
        meters.takeRows(),
        ownership.captures(),
        leaving,
        clock.instant());
  }

  /** A shard that nothing captures needs no sessions, and must not get any. */
  private record PooledShards(ShardPools pools) implements CaptureView.ShardUse {
    @Override
    public void begins(ShardAddress shard) {
      pools.welcome(shard);
    }

    @Override
    public void ends(ShardAddress shard) {
      pools.letGo(shard);
    }
  }
}
