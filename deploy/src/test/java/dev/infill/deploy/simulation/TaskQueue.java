package dev.infill.deploy.simulation;

import dev.infill.common.message.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tasks' share group: each task is held by one worker's slot until it is accepted, and given to
 * another when that one falls silent. A hold may be lost unnoticed; then two do the task. And all
 * that was accepted may be forgotten.
 */
final class TaskQueue {
  /** As long as the group waits for a silent worker. */
  private static final Duration HOLD = Duration.ofSeconds(15);

  /** A task on its way. */
  static final class Delivery {
    final Task task;
    private Optional<Machine> holder = Optional.empty();
    private Instant since = Instant.EPOCH;

    private Delivery(Task task) {
      this.task = task;
    }
  }

  private final World world;
  private final List<Delivery> open = new ArrayList<>();
  private final List<Task> sent = new ArrayList<>();

  TaskQueue(World world) {
    this.world = world;
  }

  void add(Task task) {
    sent.add(task);
    open.add(new Delivery(task));
  }

  /** Whether there is one that nobody holds. */
  boolean hasFree() {
    for (Delivery one : open) {
      if (free(one)) {
        return true;
      }
    }
    return false;
  }

  /** Any of the free ones; several consumers see them in an order of their own. */
  Delivery take(Machine worker) {
    var free = open.stream().filter(this::free).toList();
    var taken = free.get(world.random().nextInt(Math.min(3, free.size())));
    taken.holder = Optional.of(worker);
    taken.since = world.now();
    return taken;
  }

  void accept(Delivery done) {
    open.remove(done);
  }

  /** Some hold is lost, though its holder works on. */
  void loseHold() {
    if (!open.isEmpty()) {
      open.get(world.random().nextInt(open.size())).holder = Optional.empty();
    }
  }

  /** A broker came back without what it knew: all that was ever sent is there again. */
  void forget() {
    open.clear();
    sent.forEach(task -> open.add(new Delivery(task)));
  }

  /** When a hold of a dead or frozen worker runs out. */
  Optional<Instant> due() {
    return open.stream()
        .filter(one -> one.holder.filter(TaskQueue::silent).isPresent())
        .map(one -> one.since.plus(HOLD))
        .filter(at -> at.isAfter(world.now()))
        .min(Instant::compareTo);
  }

  private boolean free(Delivery one) {
    if (one.holder.isEmpty()) {
      return true;
    }
    // A holder that lives renews its hold all the time.
    if (!silent(one.holder.get())) {
      one.since = world.now();
      return false;
    }
    return !world.now().isBefore(one.since.plus(HOLD));
  }

  private static boolean silent(Machine holder) {
    return !holder.alive() || holder.frozen();
  }
}
