package dev.infill.coordinator.status;

import dev.infill.coordinator.status.ShardStatus.Progress;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The statuses as gauges, one for each migration and shard. Every coordinator tells all of them, so
 * a rule takes the {@code max} over coordinators. {@code deploy/docs/operations.md} says what each
 * means; names, units and labels stay as they are.
 */
public final class StatusMeters {
  /** Between these, changes must be captured. */
  private static final Set<String> CAPTURED =
      Set.of("Backfilling", "Reconciling", "AwaitingWriters", "AwaitingApproval", "Constraining");

  private final MeterRegistry registry;
  private final MultiGauge progress;
  private final MultiGauge phase;
  private final MultiGauge ranges;
  private final MultiGauge captured;
  private final MultiGauge alive;
  private final MultiGauge slots;
  private final MultiGauge busy;
  private final MultiGauge usable;
  private final List<OfShard> ofShards = new ArrayList<>();

  /** A gauge with one value for each shard. */
  private record OfShard(MultiGauge gauge, ToDoubleFunction<ShardStatus> value) {}

  /** One shard of a migration. */
  private record Line(String migration, ShardStatus shard) {
    Tags tags() {
      return Tags.of("migration", migration, "shard", shard.shard());
    }
  }

  public StatusMeters(MeterRegistry registry) {
    this.registry = registry;
    this.progress =
        gauge("infill.migration.progress", "ratio", "rows filled and checked, 0 to 1, estimated");
    this.phase = gauge("infill.shard.phase", "", "1 for the phase that the shard is in, by name");
    this.ranges =
        gauge("infill.shard.ranges", "", "key ranges of the walk that are not done, by state");
    this.captured =
        gauge("infill.shard.captured", "", "whether a worker captures the changes that have to be");
    this.alive = gauge("infill.worker.alive", "", "1 for each worker that is heard of");
    this.slots = gauge("infill.worker.slots", "", "ranges that the worker can work on at a time");
    this.busy = gauge("infill.worker.slots.busy", "", "ranges that it works on");
    this.usable =
        gauge(
            "infill.workers.usable",
            "",
            "workers that could be used now, and when the next window begins or ends");

    shard("infill.shard.phase.age", "seconds", "time in the phase", ShardStatus::secondsInPhase);
    shard("infill.shard.rows.filled", "", "rows that the fill wrote", s -> s.report().rowsFilled());
    shard(
        "infill.shard.rows.dual.written",
        "",
        "application writes that were followed by one of ours",
        s -> s.report().rowsDualWritten());
    shard("infill.shard.walk.rows", "", "rows done of the walk", of(Progress::rows));
    shard("infill.shard.walk.expected", "", "rows to do, estimated", of(Progress::ofRows));
    shard("infill.shard.walk.rate", "", "rows a second lately", of(Progress::rowsPerSecond));
    shard(
        "infill.shard.eta",
        "seconds",
        "left of the walk at that rate; NaN where it can't be told",
        s -> s.progress().flatMap(Progress::secondsLeft).map(Long::doubleValue).orElse(Double.NaN));
    shard(
        "infill.shard.mismatches",
        "",
        "rows counted and not found right yet",
        s -> s.report().mismatches());
    shard(
        "infill.shard.rows.repaired",
        "",
        "rows written because a check found them different",
        s -> s.report().rowsRepaired());
    shard(
        "infill.shard.change.lag",
        "seconds",
        "from an application's commit to our write, of the last report",
        s -> s.changes().lagMillis() / 1000.0);
    shard(
        "infill.shard.pace.ranges",
        "",
        "ranges that may be worked on at a time",
        s -> s.pace().rangesInFlight());
    shard(
        "infill.shard.pace.chunk.target",
        "seconds",
        "time that a chunk should take",
        s -> s.pace().chunkTargetMillis() / 1000.0);
    shard(
        "infill.shard.blocked",
        "seconds",
        "how long the step under way has waited; 0 where it does not",
        s -> s.blocked().map(ShardStatus.Blocker::seconds).orElse(0.0));
    shard(
        "infill.shard.quarantined",
        "",
        "listed rows whose value can't be computed",
        s -> s.quarantined().size() + s.quarantinedMore());
    shard(
        "infill.shard.capture.restarts",
        "",
        "how often capture was lost and begun anew",
        s -> s.report().captureRestarts());
  }

  /** Brings the gauges up to now; to be called before they are read. */
  public synchronized void update(Views views, Instant now) {
    List<MigrationStatus> migrations = Statuses.all(views, now);
    List<WorkerStatus> workers = Statuses.workers(views, now);
    List<Line> lines =
        migrations.stream()
            .flatMap(m -> m.shards().stream().map(shard -> new Line(m.migration(), shard)))
            .toList();
    tell(
        progress,
        migrations,
        m -> Stream.of(row(Tags.of("migration", m.migration()), m.percent() / 100)));
    tell(phase, lines, l -> Stream.of(row(l.tags().and("phase", l.shard().phase()), 1)));
    tell(ranges, lines, StatusMeters::ranges);
    var held = new HashSet<String>();
    workers.stream().filter(WorkerStatus::alive).forEach(w -> held.addAll(w.captures()));
    tell(captured, lines, l -> captured(l, held));
    ofShards.forEach(
        each ->
            tell(
                each.gauge(),
                lines,
                l -> Stream.of(row(l.tags(), each.value().applyAsDouble(l.shard())))));
    tell(alive, workers, w -> Stream.of(row(tags(w), w.alive() ? 1 : 0)));
    tell(slots, workers, w -> Stream.of(row(tags(w), w.slots())));
    tell(busy, workers, w -> Stream.of(row(tags(w), w.busy())));
    tell(usable, List.of(Statuses.demand(views, now)), StatusMeters::usable);
  }

  private static Stream<Row<?>> usable(Demand demand) {
    int next = demand.next().map(Demand.Next::workers).orElse(demand.workers());
    return Stream.of(
        row(Tags.of("when", "now"), demand.workers()), row(Tags.of("when", "next"), next));
  }

  private static Stream<Row<?>> ranges(Line l) {
    var walk = l.shard().progress();
    return Stream.of(
        row(l.tags().and("state", "out"), walk.map(Progress::rangesOut).orElse(0)),
        row(l.tags().and("state", "ready"), walk.map(Progress::rangesReady).orElse(0)));
  }

  private static Stream<Row<?>> captured(Line l, Set<String> held) {
    return CAPTURED.contains(l.shard().below())
        ? Stream.of(row(l.tags(), held.contains(l.migration() + "/" + l.shard().shard()) ? 1 : 0))
        : Stream.empty();
  }

  private static Tags tags(WorkerStatus worker) {
    return Tags.of("worker", worker.worker());
  }

  private static <T> void tell(
      MultiGauge gauge, List<T> all, Function<T, Stream<? extends Row<?>>> rows) {
    gauge.register(all.stream().flatMap(rows).toList(), true);
  }

  private static ToDoubleFunction<ShardStatus> of(Function<Progress, Long> value) {
    return s -> s.progress().map(value).orElse(0L);
  }

  private static Row<?> row(Tags tags, double value) {
    return Row.of(tags, value);
  }

  private void shard(
      String name, String unit, String description, ToDoubleFunction<ShardStatus> value) {
    ofShards.add(new OfShard(gauge(name, unit, description), value));
  }

  private MultiGauge gauge(String name, String unit, String description) {
    var gauge = MultiGauge.builder(name).description(description);
    return (unit.isEmpty() ? gauge : gauge.baseUnit(unit)).register(registry);
  }
}
