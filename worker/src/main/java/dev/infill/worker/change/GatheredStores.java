package dev.infill.worker.change;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStores;
import dev.infill.common.shard.ShardFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gives all appliers of a worker the same rows of a table, so that their writes are gathered. */
public final class GatheredStores implements RowStores {
  /** Longer than the moment between two batches of a capture, which fall to many partitions. */
  public static final Duration LINGER = Duration.ofMillis(25);

  /** One that was forgotten is opened anew; its writes are gathered apart for a moment. */
  private static final int KEPT = 256;

  private record Table(ShardAddress shard, ColumnFill fill) {}

  private final RowStores stores;
  private final Duration linger;
  private final Map<Table, RowStore> open =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Table, RowStore> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param linger how long a write waits for others
   */
  public GatheredStores(RowStores stores, Duration linger) {
    this.stores = stores;
    this.linger = linger;
  }

  @Override
  public synchronized RowStore open(ShardAddress shard, ColumnFill fill) throws ShardFailure {
    var table = new Table(shard, fill);
    var known = open.get(table);
    if (known == null) {
      known = new GatheredRows(stores.open(shard, fill), () -> Thread.sleep(linger));
      open.put(table, known);
    }
    return known;
  }
}
