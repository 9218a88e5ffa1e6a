package dev.infill.deploy.progress;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.coordinator.status.WorkerStatus;
import dev.infill.deploy.client.Sentences;
import dev.infill.deploy.progress.View.PaceView;
import dev.infill.deploy.progress.View.ShardView;
import dev.infill.deploy.progress.View.Work;
import dev.infill.deploy.progress.View.WorkerView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Picks from a coordinator's status what is shown. */
public final class Views {
  private Views() {}

  public static View of(MigrationStatus migration, List<WorkerStatus> workers, Instant now) {
    return new View(
        migration.migration(),
        elapsed(migration, now),
        migration.shards().stream().map(Views::shard).toList(),
        workers.stream().filter(WorkerStatus::alive).map(Views::worker).toList());
  }

  /** From the first shard's beginning to the last one's end. */
  private static Duration elapsed(MigrationStatus migration, Instant now) {
    Instant begun =
        migration.shards().stream()
            .map(shard -> shard.report().begun())
            .min(Instant::compareTo)
            .orElse(now);
    Instant ended =
        migration.shards().stream()
            .map(shard -> shard.report().ended().orElse(now))
            .max(Instant::compareTo)
            .orElse(now);
    return Duration.between(begun, ended);
  }

  private static ShardView shard(ShardStatus shard) {
    var changes = shard.changes();
    boolean captured = changes.applied() > 0;
    // A walk that is paused or has failed stands still, and its speed says nothing.
    boolean walks = shard.progress().isPresent() && shard.phase().equals(shard.below());
    return new ShardView(
        shard.shard(),
        shard.phase(),
        walks ? shard.progress().map(Views::work) : Optional.empty(),
        waits(shard),
        changes.dualWritten(),
        captured ? Optional.of(Duration.ofMillis(changes.lagMillis())) : Optional.empty(),
        walks
            ? Optional.of(new PaceView(shard.pace().rangesInFlight(), shard.pace().reason()))
            : Optional.empty());
  }

  private static Work work(ShardStatus.Progress progress) {
    return new Work(
        progress.rows(),
        progress.ofRows(),
        progress.rowsPerSecond(),
        progress.secondsLeft().map(Duration::ofSeconds));
  }

  /** The most important reason to stand still. */
  static Optional<String> waits(ShardStatus shard) {
    if (shard.failure().isPresent()) {
      return shard.failure().map(failure -> Sentences.of(failure.reason(), failure.advice()));
    }
    if (shard.blocked().isPresent()) {
      return shard.blocked().map(blocked -> blocked.step() + ": " + blocked.reason());
    }
    if (shard.waits().isPresent()) {
      return shard.waits();
    }
    return shard
        .gate()
        .map(
            gate ->
                shard.below().equals("AwaitingApproval")
                    ? gate.sentence()
                    : "waits for the writers: " + gate.sentence());
  }

  private static WorkerView worker(WorkerStatus worker) {
    return new WorkerView(worker.worker(), worker.busy(), worker.slots(), worker.rowsPerSecond());
  }
}
