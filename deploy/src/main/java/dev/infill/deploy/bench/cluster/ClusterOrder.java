package dev.infill.deploy.bench.cluster;

/**
 * How large a fleet to measure.
 *
 * @param shards 1 to {@value #MOST_SHARDS}
 * @param ranges of each shard, 2 to {@value #MOST_RANGES}: no more can be cut at once
 * @throws IllegalArgumentException for anything else
 */
public record ClusterOrder(int shards, int ranges) {
  static final int MOST_SHARDS = 2_000;
  static final int MOST_RANGES = 1_000;

  /** What the coordinator is held to. */
  public static final ClusterOrder USUAL = new ClusterOrder(200, 1_000);

  /** To see that all of it works. */
  public static final ClusterOrder QUICK = new ClusterOrder(20, 100);

  public ClusterOrder {
    if (shards < 1 || shards > MOST_SHARDS) {
      throw new IllegalArgumentException("shards must be 1 to " + MOST_SHARDS + ": " + shards);
    }
    if (ranges < 2 || ranges > MOST_RANGES) {
      throw new IllegalArgumentException("ranges must be 2 to " + MOST_RANGES + ": " + ranges);
    }
  }
}
