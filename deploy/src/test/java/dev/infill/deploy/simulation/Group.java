package dev.infill.deploy.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The appliers' group: which worker applies which partition of the changes, and from where. A
 * worker that answers ends its applier before another begins; one that does not, does not.
 */
final class Group {
  /** One partition of the changes. */
  private static final class Partition {
    int committed;
    int generation;
    @Nullable Worker owner;
    @Nullable PartitionApplier applier;
  }

  private final World world;
  private final Partition[] partitions = new Partition[Topics.PARTITIONS];

  Group(World world) {
    this.world = world;
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new Partition();
    }
  }

  /** Gives each partition to one of those who are members by now. */
  void balance() {
    var members = world.cluster().members();
    int shift = world.random().nextInt(Topics.PARTITIONS);
    for (int i = 0; i < partitions.length; i++) {
      Partition partition = partitions[i];
      partition.owner = members.isEmpty() ? null : members.get((i + shift) % members.size());
      PartitionApplier applier = partition.applier;
      if (applier != null && !applier.isOf(partition.owner)) {
        applier.stop();
      }
    }
  }

  /** Whether a partition's worker does not answer. */
  boolean isSilent() {
    return Arrays.stream(partitions)
        .anyMatch(
            one ->
                one.owner == null || !one.owner.machine().alive() || one.owner.machine().frozen());
  }

  /** Whether some applier of a worker runs still. */
  boolean applies(Worker worker) {
    return Arrays.stream(partitions)
        .anyMatch(one -> one.applier != null && one.applier.isOf(worker) && !one.applier.ended());
  }

  /** Begins appliers where the one before has ended, or is not waited for. */
  void begin() {
    for (int i = 0; i < partitions.length; i++) {
      Partition partition = partitions[i];
      Worker owner = partition.owner;
      PartitionApplier before = partition.applier;
      boolean free =
          before == null || before.ended() || (!before.isOf(owner) && before.machine().frozen());
      if (owner != null && free && owner.machine().alive() && !owner.machine().frozen()) {
        partition.generation++;
        partition.applier =
            new PartitionApplier(owner, i, partition.committed, partition.generation);
      }
    }
  }

  /** Whether it was the partition's member of now that committed. */
  boolean commit(int partition, int generation, long offset) {
    Partition of = partitions[partition];
    if (generation != of.generation) {
      return false;
    }
    int before = of.committed;
    of.committed = (int) offset;
    if (before < offset) {
      var sent = world.topics().changes.get(partition).subList(before, of.committed);
      world.witness().dualWrites().committed(partition, sent);
    }
    return true;
  }

  int committed(int partition) {
    return partitions[partition].committed;
  }
}
