package dev.infill.worker.observe;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.OwnWritesSeen;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Event.TaskFailed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the events tell. Safe for all threads. */
public final class WorkerMeters {
  private final Counter looked;
  private final Counter filled;
  private final Timer chunks;
  private final Counter changes;
  private final Counter dualWrites;
  private final Timer changeLag;
  private final Counter ownWrites;
  private final Counter repaired;
  private final Counter quarantined;
  private final Counter failures;
  private final LongAdder rows = new LongAdder();

  public WorkerMeters(MeterRegistry registry) {
    this.looked = registry.counter("infill.rows.looked");
    this.filled = registry.counter("infill.rows.filled");
    this.chunks = registry.timer("infill.chunks");
    this.changes = registry.counter("infill.changes.applied");
    this.dualWrites = registry.counter("infill.changes.written");
    this.changeLag = registry.timer("infill.changes.lag");
    this.ownWrites = registry.counter("infill.changes.own");
    this.repaired = registry.counter("infill.rows.repaired");
    this.quarantined = registry.counter("infill.rows.quarantined");
    this.failures = registry.counter("infill.tasks.failed");
  }

  public void count(Event event) {
    switch (event) {
      case ChunkFilled e -> {
        rows.add(e.rows());
        looked.increment((double) e.rows());
        filled.increment((double) e.filled());
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
      case TaskFailed e -> failures.increment();
      default -> {}
    }
  }

  /** Rows looked at since this was last asked. */
  public long takeRows() {
    return rows.sumThenReset();
  }
}
