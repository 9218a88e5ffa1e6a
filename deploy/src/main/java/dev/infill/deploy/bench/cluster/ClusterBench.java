package dev.infill.deploy.bench.cluster;

import dev.infill.common.kafka.EventPublisher;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.bench.BenchReport;
import dev.infill.deploy.bench.Machine;
import dev.infill.deploy.bench.cluster.ClusterReport.Held;
import dev.infill.deploy.bench.cluster.ClusterReport.Rate;
import dev.infill.deploy.local.DataFolder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * Has a fleet migrated whose shards are not there, and looks at its coordinator: first one that is
 * filled as usual, whose coordinator crashes half way; then one of which every range is open at
 * once, as far as a spec allows that.
 */
public final class ClusterBench {
  /** What a spec's limit is unless it says otherwise. */
  private static final int USUAL_IN_FLIGHT = 4;

  /** The most that a spec may ask for. */
  private static final int MOST_IN_FLIGHT = 256;

  private static final Duration DECIDES_WITHIN = Duration.ofMinutes(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final ClusterOrder order;
  private final SimulatedTable table;
  private final DataFolder folder;
  private final Class<?> program;
  private final Consumer<String> progress;

  /**
   * @param folder where the processes keep their data
   * @param program has the {@code main} of {@code ./infill}, of which these processes are made
   * @param progress told a line for each step
   */
  public ClusterBench(
      ClusterOrder order, DataFolder folder, Class<?> program, Consumer<String> progress) {
    this.order = order;
    this.table = new SimulatedTable(order.ranges());
    this.folder = folder;
    this.program = program;
    this.progress = progress;
  }

  /** Forgets what an earlier bench left in the folder. */
  public void clear() throws IOException {
    folder.clear(ClusterProcesses.FOLDER, "logs");
  }

  /**
   * Runs it.
   *
   * @throws Exception of what failed
   */
  public BenchReport run() throws Exception {
    progress.accept("broker, coordinator and worker start");
    try (var cluster = ClusterProcesses.start(program, folder, table);
        var probe = new CoordinatorProbe(cluster.url());
        var worker =
            new EventPublisher(
                new KafkaSettings(cluster.kafka(), "infill", Map.of()),
                "worker/bench",
                InstantSource.system())) {
      var run = new Run(cluster, probe, worker);
      var report = run.measure();
      return new BenchReport("cluster", machine(), List.of(report));
    }
  }

  private static Machine machine() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString(),
        "Kafka",
        AppInfoParser.getVersion(),
        Map.of());
  }

  /** One run on processes that have just started. */
  private final class Run {
    private final ClusterProcesses cluster;
    private final CoordinatorProbe probe;
    private final EventPublisher worker;

    Run(ClusterProcesses cluster, CoordinatorProbe probe, EventPublisher worker) {
      this.cluster = cluster;
      this.probe = probe;
      this.worker = worker;
    }

    ClusterReport measure() throws Exception {
      var fleet = fleet("bench");
      long rows = table.rows() * order.shards();
      progress.accept("a fleet of %d shards is filled".formatted(order.shards()));
      var submitted = Mark.now(0, cluster);
      fleet.submit(USUAL_IN_FLIGHT);
      var half = fleet.await("half is filled", now -> 2 * SimulatedFleet.rowsFilled(now) >= rows);
      Rate untilHalf = submitted.rateUntil(Mark.now(probe.decided(), cluster));
      double heap = probe.heldHeap(cluster.coordinatorPid());
      progress.accept("its coordinator crashes");
      Instant crashed = Instant.now();
      double restart = restart(fleet);
      var streaming = new Held(USUAL_IN_FLIGHT, SimulatedFleet.open(half), heap, restart);
      check(
          fleet.await(
              "all are completed",
              now -> now.stream().allMatch(shard -> shard.phase().equals("Completed"))));
      var untilEnd =
          Rate.of(
              probe.decided(), Duration.between(crashed, Instant.now()), cluster.coordinatorCpu());
      return ClusterReport.of(
          order.shards(), order.ranges(), untilHalf, untilEnd, streaming, allOpen());
    }

    /** Every range of every shard, but for the first, cut and not done. */
    private Held allOpen() throws Exception {
      progress.accept("a fleet of %d shards has all its ranges open".formatted(order.shards()));
      cluster.idleWorker();
      var fleet = fleet("bench-open");
      fleet.submit(MOST_IN_FLIGHT);
      int out = Math.min(MOST_IN_FLIGHT, order.ranges());
      fleet.await(
          "as many ranges are out as may be",
          now ->
              now.stream()
                  .allMatch(s -> s.progress().filter(p -> p.rangesOut() == out).isPresent()));
      // More are cut when one that was cut is done.
      for (int i = 0; i < order.shards(); i++) {
        tell(id(fleet, i), firstFilled());
      }
      long all = (long) order.shards() * (order.ranges() - 1);
      var open = fleet.await("all ranges are cut", now -> SimulatedFleet.open(now) == all);
      double heap = probe.heldHeap(cluster.coordinatorPid());
      return new Held(MOST_IN_FLIGHT, SimulatedFleet.open(open), heap, restart(fleet));
    }

    private SimulatedFleet fleet(String name) {
      return new SimulatedFleet(name, order.shards(), table, cluster);
    }

    /**
     * Lets the coordinator crash.
     *
     * @return seconds until the next one has decided, for which it must own what it reads, and hold
     *     all states of it
     */
    private double restart(SimulatedFleet fleet) throws Exception {
      long begin = System.nanoTime();
      cluster.crashCoordinator();
      // So that there is something to decide on, whatever the workers have told already.
      tell(id(fleet, 0), nothingApplied());
      while (!decides()) {
        cluster.checkAlive();
        if (System.nanoTime() - begin > DECIDES_WITHIN.toNanos()) {
          throw new IllegalStateException("the coordinator does not decide again");
        }
        Thread.sleep(LOOK_EVERY);
      }
      return (System.nanoTime() - begin) / 1e9;
    }

    private boolean decides() throws InterruptedException {
      try {
        return probe.decided() > 0;
      } catch (IOException e) {
        return false; // it still starts
      }
    }

    private void tell(MigrationShard id, Event event) throws Exception {
      worker.publish(id, event).get(30, TimeUnit.SECONDS);
    }

    private void check(List<ShardStatus> shards) {
      for (ShardStatus shard : shards) {
        var report = shard.report();
        if (report.mismatches() != 0 || report.rowsCounted() != table.rows()) {
          throw new IllegalStateException("the report is not right: " + report);
        }
      }
    }
  }

  /** A moment of a coordinator's life. */
  private record Mark(long decided, long nanos, Duration cpu) {
    static Mark now(long decided, ClusterProcesses cluster) {
      return new Mark(decided, System.nanoTime(), cluster.coordinatorCpu());
    }

    Rate rateUntil(Mark later) {
      return Rate.of(
          later.decided - decided, Duration.ofNanos(later.nanos - nanos), later.cpu.minus(cpu));
    }
  }

  private static MigrationShard id(SimulatedFleet fleet, int shard) {
    return MigrationShard.parse(fleet.name() + "/" + SimulatedFleet.shard(shard));
  }

  private static RangeFilled firstFilled() {
    int rows = SimulatedTable.RANGE_ROWS;
    return new RangeFilled(new RangeId(1, 1), 1, "bench", rows, rows, 0, 10, 1);
  }

  /** What an applier tells where the application wrote nothing that needed us. */
  private static ChangesApplied nothingApplied() {
    return new ChangesApplied(0, 1, 0, 0, 0, Optional.empty(), Instant.now(), 1);
  }
}
