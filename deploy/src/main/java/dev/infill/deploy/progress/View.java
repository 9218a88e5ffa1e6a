package dev.infill.deploy.progress;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is shown of a migration at one moment.
 *
 * @param elapsed since it was submitted
 */
public record View(
    String migration, Duration elapsed, List<ShardView> shards, List<WorkerView> workers) {
  public View {
    shards = List.copyOf(shards);
    workers = List.copyOf(workers);
  }

  /**
   * A shard.
   *
   * @param work rows of the walk under way; empty in phases that walk no rows
   * @param waits why it stands still or fails, a sentence; empty when it goes on
   * @param changeLag from an application's commit to our write; empty before the first
   * @param dualWritten application writes that we wrote too
   */
  public record ShardView(
      String shard,
      String phase,
      Optional<Work> work,
      Optional<String> waits,
      long dualWritten,
      Optional<Duration> changeLag,
      Optional<PaceView> pace) {}

  /**
   * Rows done and to do.
   *
   * @param total by the server's estimate, so the share done is one too
   * @param left the time it will take, when that can be told
   */
  public record Work(long done, long total, long rowsPerSecond, Optional<Duration> left) {
    /** Between 0 and 1; never 1 before it is over, since the total is an estimate. */
    public double share() {
      return total <= 0 ? 0 : Math.min(0.99, (double) done / total);
    }
  }

  /** How many ranges the server bears at a time, and why. */
  public record PaceView(int ranges, String reason) {}

  /** A worker: how many of its slots are busy. */
  public record WorkerView(String name, int busy, int slots, long rowsPerSecond) {}
}
