package dev.infill.coordinator.status;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The statuses as gauges, one for each migration and shard. Every coordinator tells all of them.
 */
public final class StatusMeters {
  private final MultiGauge phase;
  private final MultiGauge filled;
  private final MultiGauge mismatches;
  private final MultiGauge lag;
  private final MultiGauge ranges;
  private final MultiGauge quarantined;
  private final MultiGauge alive;

  /** One shard of a migration. */
  private record Line(String migration, ShardStatus shard) {
    Tags tags() {
      return Tags.of("migration", migration, "shard", shard.shard());
    }
  }

  public StatusMeters(MeterRegistry registry) {
    this.phase =
        gauge(registry, "infill.shard.phase", "1 for the phase that the shard is in, by name");
    this.filled = gauge(registry, "infill.shard.rows.filled", "rows that the fill wrote");
    this.mismatches =
        gauge(registry, "infill.shard.mismatches", "rows counted and not found right yet");
    this.lag =
        gauge(registry, "infill.shard.change.lag.ms", "from an application's commit to our write");
    this.ranges =
        gauge(registry, "infill.shard.pace.ranges", "ranges that may be worked on at a time");
    this.quarantined =
        gauge(registry, "infill.shard.quarantined", "listed rows whose value can't be computed");
    this.alive = gauge(registry, "infill.worker.alive", "1 for each worker that is heard of");
  }

  /** Brings the gauges up to now; to be called before they are read. */
  public void update(Views views, Instant now) {
    List<Line> lines =
        Statuses.all(views, now).stream()
            .flatMap(m -> m.shards().stream().map(shard -> new Line(m.migration(), shard)))
            .toList();
    phase.register(
        lines.stream().map(l -> row(l.tags().and("phase", l.shard().phase()), 1)).toList(), true);
    tell(filled, lines, s -> (double) s.report().rowsFilled());
    tell(mismatches, lines, s -> (double) s.report().mismatches());
    tell(lag, lines, s -> (double) s.changes().lagMillis());
    tell(ranges, lines, s -> s.pace().rangesInFlight());
    tell(quarantined, lines, s -> s.quarantined().size());
    alive.register(
        Statuses.workers(views, now).stream()
            .map(w -> row(Tags.of("worker", w.worker()), w.alive() ? 1 : 0))
            .toList(),
        true);
  }

  private static void tell(MultiGauge gauge, List<Line> lines, ToDoubleFunction<ShardStatus> f) {
    gauge.register(
        lines.stream().map(l -> row(l.tags(), f.applyAsDouble(l.shard()))).toList(), true);
  }

  private static Row<?> row(Tags tags, double value) {
    return Row.of(tags, value);
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }
}
