package dev.infill.deploy.simulation;

import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.deploy.simulation.Topics.Sent;
import dev.infill.worker.change.Applier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One partition's real applier on a worker, and what it reads and commits. */
final class PartitionApplier {
  private static final int MOST = 6;

  private final Worker worker;
  private final Machine machine;
  private final World world;
  private final int partition;
  private final int generation;
  private final Applier applier;
  private int next;
  private boolean stopped;
  private boolean ended;

  PartitionApplier(Worker worker, int partition, int from, int generation) {
    this.worker = worker;
    this.machine = worker.machine();
    this.world = machine.world();
    this.partition = partition;
    this.generation = generation;
    this.next = from;
    this.applier =
        new Applier(
            partition,
            Topics.PARTITIONS,
            changes().size(),
            worker,
            worker::rows,
            new Telling(machine),
            machine);
    world.threads().start(machine, "applier " + partition, this::run);
  }

  boolean isOf(@Nullable Worker other) {
    return worker == other;
  }

  Machine machine() {
    return machine;
  }

  void stop() {
    stopped = true;
  }

  boolean ended() {
    return ended || !machine.alive();
  }

  private List<Sent> changes() {
    return world.topics().changes.get(partition);
  }

  private void run() {
    try {
      while (!stopped) {
        Instant wake = machine.truly(applier.wake());
        world
            .threads()
            .await(
                "applies partition " + partition,
                () -> stopped || changes().size() > next || !world.now().isBefore(wake),
                Optional.of(wake));
        int most = Math.min(changes().size(), next + 1 + world.random().nextInt(MOST));
        while (!stopped && next < most) {
          Sent sent = changes().get(next);
          applier.take(next, sent.change());
          if (sent.change() instanceof Barrier one && world.broken(Mutant.ANSWERS_BARRIERS_EARLY)) {
            var passed = new BarrierPassed(one.barrier(), partition, Topics.PARTITIONS);
            new Telling(machine).report(one.id(), passed);
          }
          next++;
        }
        if (world.broken(Mutant.COMMITS_OFFSETS_FIRST)) {
          world.group().commit(partition, generation, next);
        }
        applier.work();
        if (!commit()) {
          return;
        }
      }
      applier.flush();
      boolean unused = commit();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts an applier", e);
    } finally {
      ended = true;
    }
  }

  /**
   * Returns whether the partition is still ours; a commit that is lost is made good by the next.
   */
  private boolean commit() {
    boolean early = world.broken(Mutant.COMMITS_WHAT_WAITS);
    long offset = early ? next : applier.committable();
    return offset < 0 || world.trouble(10) || world.group().commit(partition, generation, offset);
  }
}
