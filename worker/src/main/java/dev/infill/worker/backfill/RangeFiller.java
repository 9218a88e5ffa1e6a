package dev.infill.worker.backfill;

import dev.infill.common.message.Event;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.shard.RowStore;
import dev.infill.worker.port.PaceSource;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import dev.infill.worker.rows.PaceGate;
import dev.infill.worker.rows.Retry;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Fills ranges. A range ends in one of three ways: all its rows were filled, skipped or
 * quarantined; its rest is given back; or it failed. May be used from many threads.
 */
public final class RangeFiller {
  private final Settings settings;

  /** What all ranges share. */
  record Settings(
      String worker,
      PaceGate gate,
      InstantSource clock,
      Duration budget,
      Retry retry,
      ChunkSizes sizes,
      Worth worth) {}

  /**
   * @param worker who fills, for the events
   * @param paces read before each chunk
   * @param budget working time after which the rest of a range is given back, so that idle workers
   *     share a range of slow rows
   * @param retry how a failed chunk is tried again, each time with half the rows
   */
  public RangeFiller(
      String worker, PaceSource paces, InstantSource clock, Duration budget, Retry retry) {
    this.settings =
        new Settings(
            worker,
            new PaceGate(paces, clock),
            clock,
            budget,
            retry,
            new ChunkSizes(),
            new Worth());
  }

  /**
   * Fills a range, and reports every chunk on the way.
   *
   * @return how it ended: RangeFilled, RangeReturned or TaskFailed; not yet reported
   * @throws InterruptedException when the thread is asked to end while it stands still
   */
  public Event fill(FillRange task, RowStore rows, Reporter reporter, Stop stop)
      throws InterruptedException {
    return new RangeWalk(settings, task, rows, reporter, stop).run();
  }
}
