package dev.infill.deploy.bench.cluster;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.EventPublisher;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.RowStores;
import dev.infill.worker.WorkerSettings;
import dev.infill.worker.backfill.RangeFiller;
import dev.infill.worker.kafka.ApplierLoop;
import dev.infill.worker.kafka.CaptureView;
import dev.infill.worker.kafka.EventReporter;
import dev.infill.worker.kafka.HeartbeatPublisher;
import dev.infill.worker.kafka.PaceView;
import dev.infill.worker.observe.WorkerMeters;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.reconcile.RangeChecker;
import dev.infill.worker.reconcile.RowRepairer;
import dev.infill.worker.rows.Retry;
import dev.infill.worker.runtime.TaskRunner;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * A worker in this process: what it does with a task, appliers, pace and heartbeat as a worker has
 * them, over {@link SimulatedRows}. It captures nothing, since there is no log, and takes its tasks
 * by a {@link TaskStream}.
 */
public final class SimulatedWorker implements AutoCloseable {
  private static final Duration HEAR = Duration.ofSeconds(5);
  private static final InstantSource CLOCK = InstantSource.system();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final WorkerMeters meters = new WorkerMeters(registry);
  private final EventPublisher publisher;
  private final MessageProducer producer;
  private final PaceView paces;
  private final CaptureView captures;
  private final TaskStream tasks;
  private final boolean takesTasks;
  private final ApplierLoop appliers;
  private final HeartbeatPublisher heartbeats;

  /**
   * @param takesTasks whether it does tasks; otherwise it passes barriers alone
   */
  public SimulatedWorker(
      String name, KafkaSettings kafka, boolean takesTasks, SimulatedTable table) {
    String source = "worker/" + name;
    this.publisher = new EventPublisher(kafka, source, CLOCK);
    this.producer = new MessageProducer(kafka);
    var leftOut = new LeftOut(meters::unreadable);
    this.paces = new PaceView(kafka, leftOut, CLOCK);
    this.captures = new CaptureView(kafka, new Nobody(), leftOut);
    Supplier<Reporter> reporters = () -> new EventReporter(publisher, meters);
    RowStores rows = (shard, fill) -> new SimulatedRows(table);
    var runner =
        new TaskRunner(
            captures,
            rows,
            new RangeFiller(name, paces, CLOCK, WorkerSettings.RANGE_BUDGET, Retry.DEFAULT),
            new RangeChecker(paces, CLOCK, Retry.DEFAULT),
            new RowRepairer(Retry.DEFAULT));
    this.takesTasks = takesTasks;
    this.tasks = new TaskStream(kafka, runner, reporters);
    this.appliers =
        new ApplierLoop(
            kafka, new ApplierLoop.Surroundings(captures, rows, reporters, leftOut, CLOCK));
    var messages = new Messages(kafka, Codec.ofMessages(), source, CLOCK);
    this.heartbeats =
        new HeartbeatPublisher(
            leaving ->
                new Heartbeat(name, 1, 0, meters.takeRows(), List.of(), leaving, CLOCK.instant()),
            messages,
            producer);
  }

  /** Begins to work; the topics must exist. */
  public void start() throws InterruptedException {
    captures.start();
    paces.start(HEAR);
    appliers.start();
    if (takesTasks) {
      tasks.start();
    }
    heartbeats.start();
  }

  @Override
  public void close() {
    heartbeats.close();
    tasks.close();
    appliers.stop();
    appliers.close();
    captures.close();
    paces.close();
    publisher.close();
    producer.close();
    registry.close();
  }

  /** There are no connections to keep. */
  private static final class Nobody implements CaptureView.ShardUse {
    @Override
    public void begins(ShardAddress shard) {}

    @Override
    public void ends(ShardAddress shard) {}
  }
}
