package dev.infill.deploy.simulation;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Pace;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.RowStore;
import dev.infill.deploy.simulation.TaskQueue.Delivery;
import dev.infill.deploy.simulation.Topics.Asked;
import dev.infill.deploy.simulation.Topics.Told;
import dev.infill.worker.backfill.RangeFiller;
import dev.infill.worker.port.CaptureSource;
import dev.infill.worker.port.Stop;
import dev.infill.worker.reconcile.RangeChecker;
import dev.infill.worker.reconcile.RowRepairer;
import dev.infill.worker.rows.Retry;
import dev.infill.worker.runtime.HeardPaces;
import dev.infill.worker.runtime.TaskRunner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A worker on a machine: the real work, wired to simulated ports. */
final class Worker implements CaptureSource {
  /** A few tries that follow at once; see {@link Coordinator}. */
  private static final Retry AT_ONCE = new Retry(Duration.ofNanos(1), Duration.ofNanos(2), 5);

  private static final int SLOTS = 2;

  private record Started(Asked asked, LogReader reader) {}

  private final Machine machine;
  private final World world;
  private final HeardPaces paces;
  private final TaskRunner runner;
  private final Map<MigrationShard, Started> running = new TreeMap<>(Topics.BY_NAME);
  private Map<MigrationShard, Asked> captures = Map.of();
  private int heard;
  private boolean leaving;
  private int busy = SLOTS;

  Worker(Machine machine) {
    this.machine = machine;
    this.world = machine.world();
    this.paces = new HeardPaces(machine);
    while (heard < world.topics().paces.size()) {
      hear();
    }
    paces.listen();
    this.runner =
        new TaskRunner(
            this,
            this::rows,
            new RangeFiller(
                machine.toString(), this::current, machine, world.scenario().budget(), AT_ONCE),
            new RangeChecker(this::current, machine, AT_ONCE),
            new RowRepairer(AT_ONCE));
    for (int slot = 0; slot < SLOTS; slot++) {
      world.threads().start(machine, "slot " + slot, this::work);
    }
  }

  Machine machine() {
    return machine;
  }

  RowStore rows(ShardAddress shard, ColumnFill fill) {
    return new Rows(world.database(shard.id(), fill.columns().getFirst().name()), machine);
  }

  /** Whether it has not heard all yet. */
  boolean mayHear() {
    return heard < world.topics().paces.size();
  }

  void hear() {
    Told told = world.topics().paces.get(heard++);
    paces.hear(told.key(), told.pace());
  }

  /** Gives back what it has and ends, as when it is asked to. */
  void leave() {
    leaving = true;
  }

  private Optional<Pace> current(MigrationShard id) {
    world.witness().paced(paces.current(id));
    return world.broken(Mutant.IGNORES_THE_PACE)
        ? Optional.of(new Pace(id, 9, Duration.ofMillis(100), "whatever", machine.instant()))
        : paces.current(id);
  }

  private void work() {
    var queue = world.topics().tasks;
    try {
      while (!leaving) {
        world.threads().await("asks for a task", () -> leaving || queue.hasFree());
        if (leaving) {
          return;
        }
        Delivery delivery = queue.take(machine);
        world.trace(() -> machine + " takes " + delivery.task.id() + " " + delivery.task.range());
        runner.run(delivery.task, new Telling(machine), new Leave());
        world.threads().pause("accepts " + delivery.task.range());
        queue.accept(delivery);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a slot", e);
    } finally {
      busy--;
    }
  }

  /** Starts and ends captures, as Kafka says by now. */
  void converge() {
    captures = world.topics().asked();
    var wanted = new HashMap<>(captures);
    wanted.keySet().removeIf(id -> leaving || !world.cluster().captures(id, this));
    running
        .entrySet()
        .removeIf(
            one -> {
              LogReader reader = one.getValue().reader();
              if (!one.getValue().asked().equals(wanted.get(one.getKey()))) {
                reader.close();
              }
              return reader.closed() && reader.ended();
            });
    var inOrder = new TreeMap<MigrationShard, Asked>(Topics.BY_NAME);
    inOrder.putAll(wanted);
    for (var one : inOrder.entrySet()) {
      if (!running.containsKey(one.getKey()) && world.cluster().mayCapture(one.getKey(), this)) {
        running.put(
            one.getKey(),
            new Started(one.getValue(), new LogReader(this, one.getValue().capture())));
      }
    }
  }

  /** Whether what it runs is not what it shall run. */
  boolean diverged() {
    if (!captures.equals(world.topics().captures)) {
      return true;
    }
    for (var one : captures.entrySet()) {
      boolean mine = !leaving && world.cluster().captures(one.getKey(), this);
      if (mine != running.containsKey(one.getKey())) {
        return true;
      }
    }
    return running.entrySet().stream()
        .anyMatch(
            one ->
                one.getValue().reader().closed()
                    || !one.getValue().asked().equals(captures.get(one.getKey())));
  }

  /** Whether a successor would meet its capture. */
  boolean capturing(MigrationShard id) {
    return running.containsKey(id) && !running.get(id).reader().ended();
  }

  boolean isLeaving() {
    return leaving;
  }

  /** Whether all that it did has ended, and what it told has arrived. */
  boolean hasLeft() {
    return busy == 0
        && running.isEmpty()
        && machine.outbox().isEmpty()
        && !world.group().applies(this);
  }

  @Override
  public Optional<Capture> find(MigrationShard id) {
    if (!captures.containsKey(id)) {
      world.threads().pause("looks for a capture");
      captures = world.topics().asked();
    }
    return Optional.ofNullable(captures.get(id)).map(Asked::capture);
  }

  @Override
  public boolean stands(Capture capture) {
    world.threads().pause("looks whether a capture stands");
    captures = world.topics().asked();
    return find(capture.id()).equals(Optional.of(capture));
  }

  private final class Leave implements Stop {
    @Override
    public boolean asked() {
      return leaving;
    }

    @Override
    public boolean askedWithin(Duration wait) {
      world.threads().sleep("waits", machine, wait);
      return leaving;
    }
  }
}
