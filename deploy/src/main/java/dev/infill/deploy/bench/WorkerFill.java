package dev.infill.deploy.bench;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.settings.Secrets;
import dev.infill.common.shard.RowStore;
import dev.infill.worker.backfill.RangeFiller;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import dev.infill.worker.rows.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is left of Infill without Kafka, coordinator and capture: the workers' own chunks and
 * statements, on two threads of this process.
 */
final class WorkerFill implements FillWay {
  private static final int THREADS = 2;
  private static final String PASSWORD = "BENCH_PASSWORD";
  private static final MigrationShard ID = BenchMigration.id("bench");

  /** What the plan finds for the bench's table. */
  private static final Scatter PASSES = new Scatter(8, 40_000, "the bench says so");

  private final boolean scattered;

  WorkerFill(boolean scattered) {
    this.scattered = scattered;
  }

  @Override
  public String name() {
    return scattered ? "statements-scattered" : "statements";
  }

  @Override
  public String what() {
    return "Infill's chunks and statements on two threads: no Kafka, no coordinator, no capture"
        + (scattered ? "; in 8 passes" : "");
  }

  @Override
  public Filled fill(BenchTable table) throws Exception {
    var secrets = new Secrets(Map.of(PASSWORD, table.server().password()));
    ShardAddress shard = BenchMigration.shard(table, "${env:" + PASSWORD + "}");
    try (var pools = new ShardPools(new ShardConnections(secrets, "bench"), THREADS)) {
      RowStore rows = new JdbcRowStores(pools).open(shard, BenchMigration.fill(table));
      var before = Probe.begin(table);
      fill(ranges(table, shard), rows);
      return Filled.between(before, Probe.end(table));
    }
  }

  private static void fill(List<FillRange> ranges, RowStore rows) throws Exception {
    var filler =
        new RangeFiller(
            "bench",
            id -> Optional.of(pace()),
            InstantSource.system(),
            Duration.ofMinutes(1),
            Retry.DEFAULT);
    var next = new AtomicLong();
    var lanes = new ArrayList<Callable<Void>>();
    for (int i = 0; i < THREADS; i++) {
      lanes.add(
          () -> {
            for (long n = next.getAndIncrement(); n < ranges.size(); n = next.getAndIncrement()) {
              fill(ranges.get((int) n), rows, filler);
            }
            return null;
          });
    }
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Void> lane : threads.invokeAll(lanes)) {
        lane.get();
      }
    }
  }

  private static void fill(FillRange range, RowStore rows, RangeFiller filler)
      throws InterruptedException {
    Event end = filler.fill(range, rows, new Nobody(), new Stop.Switch());
    if (!(end instanceof RangeFilled)) {
      throw new IllegalStateException("a range was not filled: " + end);
    }
  }

  private static Pace pace() {
    return new Pace(
        ID, THREADS, BenchMigration.LIMITS.chunkTarget(), "nobody looks", Instant.now());
  }

  private List<FillRange> ranges(BenchTable table, ShardAddress shard) {
    var ranges = new ArrayList<FillRange>();
    List<String> bounds = table.bounds(BenchMigration.LIMITS.rangeRows());
    for (int i = 1; i < bounds.size(); i++) {
      Optional<Key> after = i == 1 ? Optional.empty() : Optional.of(Key.of(bounds.get(i - 1)));
      Optional<Key> upTo =
          i == bounds.size() - 1 ? Optional.empty() : Optional.of(Key.of(bounds.get(i)));
      ranges.add(
          new FillRange(
              ID,
              new RangeId(1, i),
              1,
              new KeyRange(after, upTo),
              shard,
              BenchMigration.fill(table),
              BenchMigration.CHUNKS,
              scattered ? PASSES : Scatter.off("the bench says so")));
    }
    return ranges;
  }

  /** Takes reports as if they were kept. */
  private static final class Nobody implements Reporter {
    @Override
    public void report(MigrationShard id, Event event) {}

    @Override
    public void awaitKept() {}
  }
}
