package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangeReturned;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Task;
import dev.infill.common.message.Task.CheckRange;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.message.Task.RepairRows;
import dev.infill.common.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** A queue of tasks and those who work on it: in any order, sometimes twice, sometimes never. */
final class ToyWorkers {
  private final ToyDatabase database;
  private final Random random;
  private final Consumer<Event> tell;
  private final List<Task> queue = new ArrayList<>();

  ToyWorkers(ToyDatabase database, Random random, Consumer<Event> tell) {
    this.database = database;
    this.random = random;
    this.tell = tell;
  }

  void send(List<Task> tasks) {
    queue.addAll(tasks);
  }

  /**
   * Takes a task from the queue, if there is one.
   *
   * @param trouble in percent, how often something goes wrong with it
   */
  void work(int trouble) {
    if (queue.isEmpty()) {
      return;
    }
    Task task = queue.remove(random.nextInt(queue.size()));
    boolean goesWrong = random.nextInt(100) < trouble;
    switch (goesWrong ? random.nextInt(4) : 4) {
      case 0 -> {} // The worker dies, and the queue does not deliver it again.
      case 1 -> queue.add(task); // It dies, and the queue does.
      case 2 -> tell.accept(failed(task, FailureKind.TRANSIENT));
      case 3 -> {
        queue.add(task); // Its acknowledgement is lost.
        work(task, trouble);
      }
      default -> work(task, trouble);
    }
  }

  private void work(Task task, int trouble) {
    if (!database.column) {
      tell.accept(failed(task, FailureKind.PERMANENT));
      return;
    }
    switch (task) {
      case FillRange t -> fill(t, trouble);
      case CheckRange t -> check(t, trouble);
      case RepairRows t -> repair(t, trouble);
    }
  }

  private void fill(FillRange t, int trouble) {
    long filled = 0;
    long rows = 0;
    for (int row : database.rows(t.keys()).toArray()) {
      if (random.nextInt(100) < trouble / 4) {
        Optional<Key> doneUpTo =
            rows == 0 ? Optional.empty() : Optional.of(ToyDatabase.key(row - 1));
        tell.accept(new RangeReturned(t.range(), t.attempt(), doneUpTo, "took too long"));
        return;
      }
      rows++;
      boolean locked = random.nextInt(100) < trouble / 4;
      filled += !locked && database.fill(row) ? 1 : 0;
    }
    tell.accept(new ChunkFilled(t.range(), t.attempt(), Optional.empty(), rows, filled, 0, 10));
    tell.accept(new RangeFilled(t.range(), t.attempt(), "w", rows, filled, 0, 1, 10));
  }

  private void check(CheckRange t, int trouble) {
    if (random.nextInt(100) < trouble / 4) {
      tell.accept(new RangeReturned(t.range(), t.attempt(), Optional.empty(), "leaving"));
      return;
    }
    int[] rows = database.rows(t.keys()).toArray();
    var differing = new ArrayList<Key>();
    for (int row : rows) {
      if (!database.right(row)) {
        differing.add(ToyDatabase.key(row));
      }
    }
    int equal = rows.length - differing.size();
    boolean more = differing.size() > 1 && random.nextInt(100) < trouble / 2;
    tell.accept(
        new RangeChecked(t.range(), t.attempt(), rows.length, equal, differing, more, equal, 10));
  }

  private void repair(RepairRows t, int trouble) {
    var remaining = new ArrayList<Key>();
    long written = 0;
    for (Key key : t.rows()) {
      if (random.nextInt(100) < trouble) {
        remaining.add(key);
      } else {
        written += database.fill(ToyDatabase.row(key)) ? 1 : 0;
      }
    }
    tell.accept(new RowsRepaired(t.range(), t.attempt(), written, remaining));
  }

  private static TaskFailed failed(Task task, FailureKind kind) {
    return new TaskFailed(task.range(), task.attempt(), kind, "XX000", "trouble");
  }
}
