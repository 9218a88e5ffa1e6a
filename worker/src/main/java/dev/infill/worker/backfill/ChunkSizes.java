package dev.infill.worker.backfill;

import dev.infill.common.model.MigrationShard;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How large the last chunk was, so that the next range does not begin small again. A guess only: it
 * does no harm when it is lost or wrong. Safe for all threads.
 */
final class ChunkSizes {
  private static final int MOST = 1_000;

  private final ConcurrentMap<MigrationShard, Integer> last = new ConcurrentHashMap<>();

  int start(MigrationShard id) {
    return last.getOrDefault(id, ChunkSizer.START);
  }

  void remember(MigrationShard id, int rows) {
    if (last.size() >= MOST) {
      last.clear();
    }
    last.put(id, rows);
  }
}
