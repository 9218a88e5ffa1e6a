package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.SchemaStore.Cut;
import dev.infill.common.shard.ShardFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A table cut to its end, as a coordinator cuts it. */
final class Walks {
  private Walks() {}

  static List<KeyRange> ranges(SchemaStore store, PlannedShard shard) throws ShardFailure {
    return ranges(store, shard, 7);
  }

  /** So many at a time. */
  static List<KeyRange> ranges(SchemaStore store, PlannedShard shard, int atOnce)
      throws ShardFailure {
    List<KeyRange> ranges = new ArrayList<>();
    Optional<Key> after = Optional.empty();
    while (true) {
      Cut cut = store.cut(shard, after, atOnce);
      for (Key bound : cut.bounds()) {
        ranges.add(new KeyRange(after, Optional.of(bound)));
        after = Optional.of(bound);
      }
      if (cut.end()) {
        ranges.add(new KeyRange(after, Optional.empty()));
        return ranges;
      }
    }
  }

  /** How many times the rows of the smallest range the largest one has; the last may be empty. */
  static double even(RowStore rows, List<KeyRange> ranges, long all, int farthest)
      throws ShardFailure {
    List<Long> counts = new ArrayList<>();
    for (KeyRange range : ranges) {
      counts.add(rows.check(range, 1).counted());
    }
    assertThat(counts.stream().mapToLong(count -> count).sum()).isEqualTo(all);
    List<Long> cut = counts.subList(0, counts.size() - 1);
    assertThat(counts.getLast()).isLessThan(farthest * Collections.min(cut));
    return (double) Collections.max(cut) / Collections.min(cut);
  }
}
