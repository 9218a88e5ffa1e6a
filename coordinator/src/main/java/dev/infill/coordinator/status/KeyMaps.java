package dev.infill.coordinator.status;

import dev.infill.common.message.TablePlan;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.OpenRange;
import dev.infill.coordinator.lifecycle.OutRange;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Suspect;
import dev.infill.coordinator.lifecycle.Walk;
import dev.infill.coordinator.status.KeyMap.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Draws the walk of a shard as a map of its key space. Pure. */
public final class KeyMaps {
  /** Most cells a map may have. */
  public static final int MOST_CELLS = 400;

  private KeyMaps() {}

  /**
   * The walk under way; where there is none, a map without cells.
   *
   * @param cells at most so many, 1 to {@link #MOST_CELLS}
   */
  public static KeyMap of(ShardMigration m, int cells) {
    if (cells < 1 || cells > MOST_CELLS) {
      throw new IllegalArgumentException("a map has 1 to " + MOST_CELLS + " cells: " + cells);
    }
    return switch (m.state().active()) {
      case Backfilling s -> of(m, "fill", s.walk(), Stream.empty(), cells);
      case Capturing s when s.fill().isPresent() ->
          of(m, "fill", s.fill().get(), Stream.empty(), cells);
      case Reconciling s ->
          of(m, "check", s.walk(), s.suspects().stream().map(Suspect::range), cells);
      default -> new KeyMap(m.id().shard().name(), "nothing", 0, 0, 0, List.of());
    };
  }

  private static KeyMap of(
      ShardMigration m, String what, Walk walk, Stream<RangeId> suspects, int most) {
    long cut = walk.next() - 1;
    long ranges = Math.max(1, walk.end() ? cut : Math.max(cut, estimated(m)));
    int cells = (int) Math.min(most, ranges);
    double[] out = spread(walk.out(), OutRange::range, ranges, cells);
    double[] ready = spread(walk.ready(), OpenRange::range, ranges, cells);
    double[] differs = spread(suspects.toList(), Function.identity(), ranges, cells);
    var drawn = new ArrayList<Cell>(cells);
    for (int i = 0; i < cells; i++) {
      double from = (double) ranges * i / cells;
      double to = (double) ranges * (i + 1) / cells;
      double cutHere = Math.max(0, Math.min(to, (double) cut) - from) / (to - from);
      double done = Math.max(0, cutHere - out[i] - ready[i]);
      drawn.add(new Cell(part(done), part(out[i]), part(ready[i]), differs[i] > 0));
    }
    long open = (long) walk.out().size() + walk.ready().size();
    return new KeyMap(m.id().shard().name(), what, ranges, cut, cut - open, drawn);
  }

  /** How many ranges the table's rows are expected to make. */
  private static long estimated(ShardMigration m) {
    long rows = m.plan().map(TablePlan::rowEstimate).orElse(0L);
    long each = m.spec().limits().rangeRows();
    return (rows + each - 1) / each;
  }

  /** What share of each cell the ranges take; a range may reach over several cells. */
  private static <T> double[] spread(
      List<T> some, Function<T, RangeId> range, long ranges, int cells) {
    var share = new double[cells];
    double width = (double) ranges / cells;
    for (T one : some) {
      double from = range.apply(one).number() - 1;
      double to = from + 1;
      int first = (int) Math.min(cells - 1, from / width);
      int last = (int) Math.min(cells - 1, (to - 1e-9) / width);
      for (int i = first; i <= last; i++) {
        double overlap = Math.min(to, (i + 1) * width) - Math.max(from, i * width);
        share[i] += Math.max(0, overlap) / width;
      }
    }
    return share;
  }

  private static double part(double share) {
    return Math.round(Math.min(1, share) * 1000) / 1000.0;
  }
}
