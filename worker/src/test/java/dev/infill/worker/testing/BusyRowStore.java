package dev.infill.worker.testing;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A store before whose every statement an application gets a turn. */
public record BusyRowStore(RowStore rows, Runnable application) implements RowStore {
  @Override
  public ChunkEnd chunkEnd(KeyRange range, int most) throws ShardFailure {
    application.run();
    return rows.chunkEnd(range, most);
  }

  @Override
  public Filled fill(KeyRange chunk, Duration lockTimeout) throws ShardFailure {
    application.run();
    return rows.fill(chunk, lockTimeout);
  }

  @Override
  public FilledShare fillShare(KeyRange chunk, int share, int shares, Duration lockTimeout)
      throws ShardFailure {
    application.run();
    return rows.fillShare(chunk, share, shares, lockTimeout);
  }

  @Override
  public Filled fillUnlocked(KeyRange chunk) throws ShardFailure {
    application.run();
    return rows.fillUnlocked(chunk);
  }

  @Override
  public Checked check(KeyRange range, int maxDiffering) throws ShardFailure {
    application.run();
    return rows.check(range, maxDiffering);
  }

  @Override
  public Written write(List<Key> keys, Duration lockTimeout) throws ShardFailure {
    application.run();
    return rows.write(keys, lockTimeout);
  }

  @Override
  public Written writeUnlocked(List<Key> keys) throws ShardFailure {
    application.run();
    return rows.writeUnlocked(keys);
  }

  @Override
  public List<Key> dependents(TableName lookup, List<Key> changed, Optional<Key> after, int most)
      throws ShardFailure {
    application.run();
    return rows.dependents(lookup, changed, after, most);
  }

  @Override
  public Set<String> writing() throws ShardFailure {
    application.run();
    return rows.writing();
  }
}
