package dev.infill.worker.reconcile;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.Task.RepairRows;
import dev.infill.common.model.Key;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import dev.infill.worker.rows.Quarantine;
import dev.infill.worker.rows.Retry;
import dev.infill.worker.rows.RowWriter;
import dev.infill.worker.rows.RowWriter.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks again at rows that differed, and writes those that still do. A row that is gone is right;
 * one that a trigger kept from being written, or wrote otherwise, is not. May be used from many
 * threads.
 *
 * @param retry how a statement that failed is tried again
 */
public record RowRepairer(Retry retry) {
  /** As in the fill: while the statement waits, it holds the locks of the rows before. */
  private static final Duration SHORT = Duration.ofMillis(100);

  /** Rows of one transaction. */
  private static final int BATCH = 500;

  /**
   * Repairs rows.
   *
   * @return how it ended: RowsRepaired or TaskFailed; not yet reported
   */
  public Event repair(RepairRows task, RowStore rows, Reporter reporter, Stop stop) {
    Duration limit = task.limits().lockTimeout();
    Duration lockTimeout = limit.compareTo(SHORT) < 0 ? limit : SHORT;
    var quarantine = new Quarantine(task.id(), reporter);
    Set<Key> written = new HashSet<>();
    List<Key> remaining = new ArrayList<>();
    try {
      for (int from = 0; from < task.rows().size(); from += BATCH) {
        List<Key> batch = task.rows().subList(from, Math.min(task.rows().size(), from + BATCH));
        Outcome outcome =
            retry.run(stop, () -> {}, () -> RowWriter.write(rows, batch, lockTimeout));
        written.addAll(outcome.written());
        for (Key key : batch) {
          ShardFailure failure = outcome.bad().get(key);
          if (failure != null) {
            quarantine.add(key, failure);
          }
          if (failure != null
              || outcome.locked().contains(key)
              || outcome.unsettled().contains(key)) {
            remaining.add(key);
          }
        }
      }
      return new RowsRepaired(task.range(), task.attempt(), written.size(), remaining);
    } catch (ShardFailure e) {
      return new TaskFailed(task.range(), task.attempt(), e.kind(), e.code(), e.getMessage());
    }
  }
}
