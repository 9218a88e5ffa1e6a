package dev.infill.worker.runtime;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Task;
import dev.infill.common.message.Task.CheckRange;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.message.Task.RepairRows;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStores;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.backfill.RangeFiller;
import dev.infill.worker.port.CaptureSource;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import dev.infill.worker.reconcile.RangeChecker;
import dev.infill.worker.reconcile.RowRepairer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does tasks of every kind. May be used from many threads.
 *
 * @param captures each task's migration has one, from before its first task until after its last
 */
public record TaskRunner(
    CaptureSource captures,
    RowStores stores,
    RangeFiller filler,
    RangeChecker checker,
    RowRepairer repairer) {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

  /**
   * Does a task and reports all of it, how it ended last. Every failure is an event; done means
   * that the events are kept.
   *
   * <p>A task that comes when its migration has ended, or runs by another rule by now, is left out
   * without a word, since nobody waits for it: a broker that crashed may have forgotten what was
   * accepted, and hand out again tasks of weeks ago. Done by an old rule, it could write a value
   * behind the check that found every row right.
   *
   * @throws InterruptedException when the thread is asked to end; then the task may be done again
   */
  public void run(Task task, Reporter reporter, Stop stop) throws InterruptedException {
    if (isLate(task)) {
      LOG.info(
          "task is left out, its migration has ended: migration={} task={} attempt={}",
          task.id(),
          task.range(),
          task.attempt());
      return;
    }
    Event end;
    try {
      end = work(task, reporter, stop);
    } catch (RuntimeException e) {
      // A fault of ours. It must not end the worker, and the coordinator must hear of it.
      LOG.error("task failed: migration={} task={}", task.id(), task.range(), e);
      end = failed(task, FailureKind.PERMANENT, "infill.fault", "fault in the worker: " + e);
    }
    reporter.report(task.id(), end);
    reporter.awaitKept();
  }

  private boolean isLate(Task task) throws InterruptedException {
    Optional<Capture> known = captures.find(task.id());
    // Another rule than the task's may be the old one, where Kafka has a newer capture by now.
    while (known.isPresent()
        && !known.get().fill().equals(task.fill())
        && !captures.stands(known.get())) {
      known = captures.find(task.id());
    }
    return known.filter(capture -> capture.fill().equals(task.fill())).isEmpty();
  }

  private Event work(Task task, Reporter reporter, Stop stop) throws InterruptedException {
    RowStore rows;
    try {
      rows = stores.open(task.shard(), task.fill());
    } catch (ShardFailure e) {
      return failed(task, e.kind(), e.code(), String.valueOf(e.getMessage()));
    }
    return switch (task) {
      case FillRange fill -> filler.fill(fill, rows, reporter, stop);
      case CheckRange check -> checker.check(check, rows, reporter, stop);
      case RepairRows repair -> repairer.repair(repair, rows, reporter, stop);
    };
  }

  private static TaskFailed failed(Task task, FailureKind kind, String code, String reason) {
    return new TaskFailed(task.range(), task.attempt(), kind, code, reason);
  }
}
