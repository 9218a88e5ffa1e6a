package dev.infill.worker.observe;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.OwnWritesSeen;
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangeReturned;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.MigrationShard;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * Counts what the events tell, and what happens between them. {@code deploy/docs/operations.md}
 * says what each meter means; names, units and labels stay as they are. Safe for all threads.
 */
public final class WorkerMeters {
  private static final Duration[] CHUNK_BOUNDS = millis(25, 50, 100, 200, 400, 1_000, 5_000);
  private static final Duration[] LAG_BOUNDS = millis(10, 100, 1_000, 5_000, 30_000, 300_000);

  private final MeterRegistry registry;
  private final Counter looked;
  private final Counter filled;
  private final Counter locked;
  private final Timer chunks;
  private final Counter ranges;
  private final Counter returned;
  private final Counter checked;
  private final Counter differing;
  private final Counter changes;
  private final Counter dualWrites;
  private final Timer changeLag;
  private final Counter ownWrites;
  private final Counter repaired;
  private final Counter quarantined;
  private final Counter retries;
  private final Counter capturesLost;
  private final Counter unreadable;
  private final Map<FailureKind, Counter> failures = new EnumMap<>(FailureKind.class);
  private final Map<MigrationShard, Retained> retained = new ConcurrentHashMap<>();
  private final LongAdder rows = new LongAdder();

  /** A gauge and what it shows. */
  private record Retained(Gauge gauge, AtomicLong bytes) {}

  public WorkerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.looked = counter("infill.rows.looked", "rows that chunks looked at");
    this.filled = counter("infill.rows.filled", "rows that chunks wrote");
    this.locked = counter("infill.rows.locked", "rows that a chunk left since they were locked");
    this.chunks = timer("infill.chunks", "a chunk's transaction", CHUNK_BOUNDS);
    this.ranges = counter("infill.ranges.filled", "ranges filled to their end");
    this.returned = counter("infill.ranges.returned", "ranges of which the rest was given back");
    this.checked = counter("infill.rows.checked", "rows counted and recomputed");
    this.differing = counter("infill.rows.differing", "of these, rows that were not right");
    this.changes = counter("infill.changes.applied", "application writes looked at");
    this.dualWrites = counter("infill.changes.written", "of these, followed by a write of ours");
    this.changeLag = timer("infill.changes.lag", "from commit to dual-write", LAG_BOUNDS);
    this.ownWrites = counter("infill.changes.own", "writes of ours that capture brought back");
    this.repaired = counter("infill.rows.repaired", "rows written since a check found them wrong");
    this.quarantined = counter("infill.rows.quarantined", "reports of rows without a value");
    this.retries = counter("infill.retries", "steps on a shard that were tried again");
    this.capturesLost = counter("infill.captures.lost", "captures that can't be read on");
    this.unreadable = counter("infill.messages.unreadable", "messages that can't be read");
    for (var kind : FailureKind.values()) {
      failures.put(
          kind,
          Counter.builder("infill.tasks.failed")
              .description("tasks that failed")
              .tag("kind", kind.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  public void count(Event event) {
    switch (event) {
      case ChunkFilled e -> {
        rows.add(e.rows());
        looked.increment((double) e.rows());
        filled.increment((double) e.filled());
        locked.increment((double) e.skipped());
        chunks.record(Duration.ofMillis(e.elapsedMillis()));
      }
      case ChangesApplied e -> {
        changes.increment((double) e.changes());
        dualWrites.increment((double) e.written());
        changeLag.record(Duration.ofMillis(e.lagMillis()));
      }
      case OwnWritesSeen e -> ownWrites.increment((double) e.rows());
      case RowsRepaired e -> repaired.increment((double) e.repaired());
      case RowQuarantined e -> quarantined.increment();
      case RangeFilled e -> ranges.increment();
      case RangeReturned e -> returned.increment();
      case RangeChecked e -> {
        checked.increment((double) e.counted());
        differing.increment((double) (e.counted() - e.equal()));
      }
      case CaptureLost e -> capturesLost.increment();
      case TaskFailed e -> {
        var counter = failures.get(e.kind());
        if (counter != null) {
          counter.increment();
        }
      }
      default -> {}
    }
  }

  /** Rows looked at since this was last asked. */
  public long takeRows() {
    return rows.sumThenReset();
  }

  /** A step on a shard failed and is tried again. */
  public void retried() {
    retries.increment();
  }

  /** A message can't be read, and is left out. */
  public void unreadable() {
    unreadable.increment();
  }

  /** So much of its log the server has to keep for a capture. */
  public void retained(MigrationShard id, long bytes) {
    retained.computeIfAbsent(id, this::retainedGauge).bytes().set(bytes);
  }

  /** A capture does not run here any more. */
  public void captureEnded(MigrationShard id) {
    var gone = retained.remove(id);
    if (gone != null) {
      registry.remove(gone.gauge());
    }
  }

  /**
   * Shows what the worker does now.
   *
   * @param slots ranges it can work on at a time
   */
  public void show(int slots, IntSupplier busy) {
    Gauge.builder("infill.slots", () -> slots)
        .description("ranges that it can work on at a time")
        .register(registry);
    Gauge.builder("infill.slots.busy", busy::getAsInt)
        .description("ranges that it works on")
        .register(registry);
  }

  private Retained retainedGauge(MigrationShard id) {
    var bytes = new AtomicLong();
    var gauge =
        Gauge.builder("infill.capture.log.retained", bytes, AtomicLong::get)
            .description("log that the server has to keep for a capture")
            .baseUnit("bytes")
            .tag("migration", id.migration().name())
            .tag("shard", id.shard().name())
            .register(registry);
    return new Retained(gauge, bytes);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Timer timer(String name, String description, Duration[] bounds) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(bounds)
        .register(registry);
  }

  private static Duration[] millis(long... bounds) {
    return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
