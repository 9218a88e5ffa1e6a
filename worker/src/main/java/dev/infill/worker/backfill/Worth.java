package dev.infill.worker.backfill;

import dev.infill.common.model.MigrationShard;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Whether scattering spares a shard anything now. Old versions make no room while some transaction,
 * a replica's query or a slot may still see them, and then the passes only cost: so a shard where
 * few updates were done in place is filled plainly for a while, ever longer, before it is tried
 * again. A guess only: it does no harm when it is lost or wrong. Safe for all threads.
 */
final class Worth {
  /** A window with fewer of its updates in place was not worth its passes. */
  private static final double ENOUGH = 0.3;

  /** The longest pause, in windows. */
  private static final int LONGEST = 32;

  private static final int MOST = 1_000;

  private final ConcurrentMap<MigrationShard, Pause> pauses = new ConcurrentHashMap<>();

  /**
   * @param rows to be filled plainly before the next try
   * @param windows length of the next pause
   */
  private record Pause(long rows, int windows) {}

  boolean worth(MigrationShard id) {
    Pause pause = pauses.get(id);
    return pause == null || pause.rows() <= 0;
  }

  /** Rows were filled plainly. */
  void passedBy(MigrationShard id, long rows) {
    pauses.computeIfPresent(id, (same, p) -> new Pause(Math.max(0, p.rows() - rows), p.windows()));
  }

  /**
   * A window was scattered.
   *
   * @param updates those that could have found room
   * @param inPlace those that did
   */
  void judge(MigrationShard id, int windowRows, long updates, long inPlace) {
    if (updates == 0) {
      return;
    }
    if (inPlace >= ENOUGH * updates) {
      pauses.remove(id);
      return;
    }
    if (pauses.size() >= MOST) {
      pauses.clear();
    }
    pauses.merge(
        id,
        new Pause(windowRows, 2),
        (before, first) ->
            new Pause(
                (long) before.windows() * windowRows, Math.min(LONGEST, 2 * before.windows())));
  }
}
