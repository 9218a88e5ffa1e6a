package dev.infill.deploy.bench.cluster;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of a {@link SimulatedTable}: each call succeeds at once, every row had to be filled, and
 * then is right.
 */
record SimulatedRows(SimulatedTable table) implements RowStore {
  @Override
  public ChunkEnd chunkEnd(KeyRange range, int rows) {
    long taken = Math.min(rows, table.count(range));
    return taken == 0
        ? new ChunkEnd(Optional.empty(), 0)
        : new ChunkEnd(Optional.of(SimulatedTable.key(table.before(range) + taken)), (int) taken);
  }

  @Override
  public Filled fill(KeyRange chunk, Duration lockTimeout) {
    return new Filled(table.count(chunk), 0);
  }

  @Override
  public FilledShare fillShare(KeyRange chunk, int share, int shares, Duration lockTimeout) {
    throw new IllegalStateException("the plan scatters nothing");
  }

  @Override
  public Filled fillUnlocked(KeyRange chunk) {
    return new Filled(table.count(chunk), 0);
  }

  @Override
  public Checked check(KeyRange range, int maxDiffering) {
    long rows = table.count(range);
    return new Checked(rows, rows, List.of(), false, rows);
  }

  @Override
  public Written write(List<Key> rows, Duration lockTimeout) {
    return new Written(Set.copyOf(rows), Set.of(), Set.of());
  }

  @Override
  public Written writeUnlocked(List<Key> rows) {
    return new Written(Set.copyOf(rows), Set.of(), Set.of());
  }

  @Override
  public List<Key> dependents(TableName lookup, List<Key> changed, Optional<Key> after, int most) {
    return List.of();
  }

  @Override
  public Set<String> writing() {
    return Set.of();
  }
}
