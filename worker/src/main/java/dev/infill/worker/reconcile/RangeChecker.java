package dev.infill.worker.reconcile;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RangeReturned;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Task.CheckRange;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStore.Checked;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.PaceSource;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import dev.infill.worker.rows.PaceGate;
import dev.infill.worker.rows.PaceGate.Answer.Leave;
import dev.infill.worker.rows.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Checks ranges, each in one statement and so in one snapshot. Where a bad row lets that fail, the
 * range is checked in pieces around it: the row is quarantined, and counts as one that differs. A
 * range that is too large for one statement, as one that was cut by a sample may be, is checked in
 * pieces too. May be used from many threads.
 *
 * @param paces read before a range is begun
 * @param retry how a statement that failed is tried again
 */
public record RangeChecker(PaceSource paces, InstantSource clock, Retry retry) {
  /** Longest rest after a range; well below what makes a range look silent. */
  private static final Duration MOST_REST = Duration.ofSeconds(10);

  /**
   * Checks a range.
   *
   * @return how it ended: RangeChecked, RangeReturned or TaskFailed; not yet reported
   * @throws InterruptedException when the thread is asked to end while it stands still
   */
  public Event check(CheckRange task, RowStore rows, Reporter reporter, Stop stop)
      throws InterruptedException {
    if (new PaceGate(paces, clock).ask(task.id(), stop) instanceof Leave(String reason)) {
      return returned(task, reason);
    }
    Instant began = clock.instant();
    try {
      Checked found = retry.run(stop, () -> {}, () -> check(task, rows, reporter));
      long took = Duration.between(began, clock.instant()).toMillis();
      rest(task, took, stop);
      return new RangeChecked(
          task.range(),
          task.attempt(),
          found.counted(),
          found.equal(),
          found.differing(),
          found.more(),
          found.digest(),
          took);
    } catch (ShardFailure e) {
      return stop.asked() && Retry.mayPass(e)
          ? returned(task, "the worker leaves")
          : new TaskFailed(task.range(), task.attempt(), e.kind(), e.code(), e.getMessage());
    }
  }

  private static Checked check(CheckRange task, RowStore rows, Reporter reporter)
      throws ShardFailure {
    try {
      return rows.check(task.keys(), RangeChecked.MAX_DIFFERING);
    } catch (ShardFailure e) {
      if (!e.badRow() && !e.tookTooLong()) {
        throw e;
      }
      return new CheckInPieces(task, rows, reporter).run();
    }
  }

  /** As after a chunk of a fill, unless asked to stop: the range was checked all the same. */
  private void rest(CheckRange task, long tookMillis, Stop stop) throws InterruptedException {
    int percent = paces.current(task.id()).map(Pace::restPercent).orElse(0);
    var rest = Duration.ofMillis(Math.min(MOST_REST.toMillis(), tookMillis * percent / 100));
    if (!rest.isZero()) {
      stop.askedWithin(rest);
    }
  }

  private static RangeReturned returned(CheckRange task, String reason) {
    return new RangeReturned(task.range(), task.attempt(), Optional.empty(), reason);
  }
}
