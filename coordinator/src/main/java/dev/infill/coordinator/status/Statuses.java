package dev.infill.coordinator.status;

import dev.infill.common.message.Heartbeat;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.TableName;
import dev.infill.coordinator.lifecycle.FleetDifferences;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.Turns;
import dev.infill.coordinator.status.MigrationStatus.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes statuses from what is stored. Pure but for asking the views. */
public final class Statuses {
  /** How old a heartbeat may be before its worker counts as gone; it is sent once a second. */
  private static final Duration HEARTBEAT_AGE = Duration.ofSeconds(6);

  /** From behind to ahead; a phase that isn't here is behind all. */
  private static final List<String> ORDER =
      List.of(
          "Failed",
          "Paused",
          "RollingBack",
          "Planned",
          "AwaitingTurn",
          "Expanding",
          "Capturing",
          "Backfilling",
          "Reconciling",
          "AwaitingWriters",
          "AwaitingApproval",
          "Constraining",
          "Releasing",
          "Completed",
          "RolledBack");

  private Statuses() {}

  /** All migrations, by name. */
  public static List<MigrationStatus> all(Views views, Instant now) {
    Map<MigrationId, List<ShardMigration>> byName =
        views.migrations().stream()
            .collect(
                Collectors.groupingBy(
                    m -> m.id().migration(),
                    () -> new TreeMap<>(Comparator.comparing(MigrationId::name)),
                    Collectors.toList()));
    return byName.values().stream().map(shards -> of(shards, views, now)).toList();
  }

  /** One migration; empty when there is none of that name. */
  public static Optional<MigrationStatus> one(MigrationId id, Views views, Instant now) {
    var shards = views.migrations().stream().filter(m -> m.id().migration().equals(id)).toList();
    return shards.isEmpty() ? Optional.empty() : Optional.of(of(shards, views, now));
  }

  public static List<WorkerStatus> workers(Views views, Instant now) {
    return views.workers().stream()
        .sorted(Comparator.comparing(Heartbeat::worker))
        .map(heartbeat -> worker(heartbeat, now))
        .toList();
  }

  /** How many workers could be used now and next. */
  public static Demand demand(Views views, Instant now) {
    return Demand.of(views, now);
  }

  private static WorkerStatus worker(Heartbeat h, Instant now) {
    Duration silent = Duration.between(h.at(), now);
    return new WorkerStatus(
        h.worker(),
        silent.compareTo(HEARTBEAT_AGE) < 0,
        h.slots(),
        h.busy(),
        h.rowsPerSecond(),
        h.captures().stream().map(MigrationShard::toString).toList(),
        h.leaving(),
        Math.max(0, seconds(silent)));
  }

  private static MigrationStatus of(List<ShardMigration> shards, Views views, Instant now) {
    var sorted = shards.stream().sorted(Comparator.comparing(m -> m.id().shard().name())).toList();
    ShardMigration first = sorted.get(0);
    String phase =
        sorted.stream()
            .map(m -> m.state().phase())
            .min(Comparator.comparingInt(ORDER::indexOf))
            .orElseThrow();
    var turns = new Turns(sorted, views.migrations(), now);
    return new MigrationStatus(
        first.id().migration().name(),
        TableName.common(sorted.stream().map(m -> m.spec().table()).toList()),
        first.spec().columnNames(),
        phase,
        sorted.stream().map(ShardMigration::state).allMatch(ShardState::ended),
        sorted.stream().mapToDouble(ShardView::percent).average().orElse(0),
        Actions.of(sorted.stream().map(ShardMigration::state).toList()),
        sorted.stream()
            .map(m -> ShardView.of(m, turns, views.pace(m.id()), views.rowsPerSecond(m.id()), now))
            .toList(),
        first.spec().schedule().rollout().map(r -> rollout(sorted, turns)));
  }

  private static Rollout rollout(List<ShardMigration> shards, Turns turns) {
    boolean all = shards.stream().noneMatch(m -> m.state().active() instanceof AwaitingTurn);
    return new Rollout(
        turns.wave() + 1,
        turns.waves(),
        (int) shards.stream().filter(ShardMigration::begun).count(),
        turns.halted(),
        all ? Optional.empty() : turns.waveWaitsFor(),
        FleetDifferences.of(shards));
  }

  static double seconds(Duration d) {
    return Math.round(d.toMillis() / 100.0) / 10.0;
  }
}
