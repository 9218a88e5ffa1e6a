package dev.infill.coordinator.lifecycle;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A mark that follows the changes through Kafka. When every partition's applier has passed it, all
 * that was committed before it was taken is dual-written.
 *
 * @param id unique within the migration on the shard
 * @param passed partitions whose applier passed it, in order
 * @param complete whether all did
 */
public record Barrier(String id, Set<Integer> passed, boolean complete) {
  public Barrier {
    passed = Collections.unmodifiableSet(new TreeSet<>(passed));
  }

  static Barrier named(String id) {
    return new Barrier(id, Set.of(), false);
  }

  /** One more partition; the same one twice is one. */
  Barrier pass(int partition, int partitions) {
    var all = new TreeSet<>(passed);
    all.add(partition);
    return new Barrier(id, all, all.size() >= partitions);
  }
}
