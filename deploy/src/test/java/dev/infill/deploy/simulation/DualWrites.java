package dev.infill.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.model.MigrationShard;
import dev.infill.deploy.simulation.Database.Row;
import dev.infill.deploy.simulation.Topics.Sent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds appliers to what they say. When a barrier has passed every one of them, each row last
 * written before it is right; and an offset that is committed has no change before it that waits.
 * The end alone would not show it: what is lost so is mostly repaired by a check that comes later,
 * or written again by an application that knows the column by then.
 */
final class DualWrites {
  /**
   * A barrier in a log.
   *
   * @param capture as it was asked for then; 0 where none was
   * @param place in the log
   */
  private record Mark(int capture, int place) {}

  private final World world;
  private final Map<String, Mark> marks = new HashMap<>();
  private final Map<String, Set<Integer>> passed = new HashMap<>();

  DualWrites(World world) {
    this.world = world;
  }

  /** A barrier is the last in the log; where it was marked before, that counts. */
  void marked(Database database, String barrier) {
    var mark = new Mark(world.topics().asked(database.migration), database.log().size() - 1);
    marks.putIfAbsent(name(database.migration, barrier), mark);
  }

  /** A partition's applier has told that it passed a barrier. */
  void passed(MigrationShard id, BarrierPassed event) {
    String name = name(id, event.barrier());
    Mark mark = marks.get(name);
    var partitions = passed.computeIfAbsent(name, same -> new TreeSet<>());
    partitions.add(event.partition());
    Database database = world.database(id);
    if (mark == null || partitions.size() < event.partitions() || !stands(id, mark.capture())) {
      return;
    }
    database
        .rows()
        .forEach(
            (key, row) -> {
              if (row.written < mark.place() && isCaptured(database, row)) {
                right(database, key, row, "barrier " + event.barrier() + " has passed");
              }
            });
  }

  /** The changes of a partition before an offset need not come again, unless a copy of one does. */
  void committed(int partition, List<Sent> changes) {
    for (Sent one : changes) {
      if (!(one.change() instanceof RowChanged change) || !stands(change.id(), one.capture())) {
        continue;
      }
      Database database = world.database(change.id());
      int key = Database.number(change.key());
      Row row = database.rows().get(key);
      boolean last = row != null && row.written == one.place() && isCaptured(database, row);
      if (last && !world.topics().waits(change.id(), change.key(), one.place())) {
        right(database, key, row, "the offset behind its change in " + partition + " is committed");
      }
    }
  }

  /** Whether a capture was wanted all along: what one before it missed, a check repairs. */
  private boolean stands(MigrationShard id, int capture) {
    return capture != 0 && capture == world.topics().asked(id);
  }

  private static boolean isCaptured(Database database, Row row) {
    return database.slot != null && row.written >= database.slot.begin;
  }

  private static void right(Database database, int key, Row row, String since) {
    assertThat(row.right()).as("row %d of %s is right, since %s", key, database, since).isTrue();
  }

  private static String name(MigrationShard id, String barrier) {
    return id + "|" + barrier;
  }
}
