package dev.infill.coordinator.status;

import dev.infill.common.model.MigrationId;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What whoever watches is told, once a second. */
public final class Live {
  /** Most cells of all the maps together that one message holds. */
  private static final int CELLS = 6_000;

  private static final int CELLS_OF_A_MAP = 240;
  private static final int LEAST_CELLS = 12;

  private Live() {}

  /**
   * Everything, at a glance.
   *
   * @param migrations by name
   * @param shards all databases, by name
   */
  public record Overview(
      Instant at, List<Summary> migrations, List<ShardTile> shards, List<WorkerStatus> workers) {}

  /**
   * One migration.
   *
   * @param migration absent when there is none of that name
   * @param maps of its shards, in their order
   */
  public record Detail(
      Instant at,
      Optional<MigrationStatus> migration,
      List<KeyMap> maps,
      List<WorkerStatus> workers) {}

  public static Overview overview(Views views, Instant now) {
    return new Overview(
        now,
        Statuses.all(views, now).stream().map(Summary::of).toList(),
        Tiles.all(views, now),
        Statuses.workers(views, now));
  }

  public static Detail detail(MigrationId id, Views views, Instant now) {
    var status = Statuses.one(id, views, now);
    int shards = Math.max(1, status.map(s -> s.shards().size()).orElse(1));
    int cells = Math.clamp(CELLS / shards, LEAST_CELLS, CELLS_OF_A_MAP);
    return new Detail(now, status, maps(id, views, cells), Statuses.workers(views, now));
  }

  /** The maps of a migration's shards, by the shards' names. */
  public static List<KeyMap> maps(MigrationId id, Views views, int cells) {
    return views.migrations().stream()
        .filter(m -> m.id().migration().equals(id))
        .sorted(Comparator.comparing((ShardMigration m) -> m.id().shard().name()))
        .map(m -> KeyMaps.of(m, cells))
        .toList();
  }
}
