package dev.infill.common.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * What a migration will take, by what a sample of the table's rows took.
 *
 * @param sampleRows rows that were copied and filled
 * @param fill how long the fill takes at the sample's speed on one connection: without the
 *     application beside it, and without waiting for the disk
 * @param inPlacePercent updates that stay on their page and touch no index, of 100; empty where the
 *     engine keeps each row in its place
 * @param tableGrowthBytes what the table grows by, at most until it is next written anew
 * @param indexGrowthBytes what the indexes that are there grow by
 * @param newIndexBytes the size of the indexes that the spec asks for
 * @param walBytes what goes to the log, and so to replicas and archives, before compression
 * @param rebuild what writing the table anew takes; empty when nothing does
 */
public record Forecast(
    long sampleRows,
    Duration fill,
    Optional<Integer> inPlacePercent,
    long tableGrowthBytes,
    long indexGrowthBytes,
    long newIndexBytes,
    long walBytes,
    Optional<Rebuild> rebuild) {

  /**
   * Statements that write the whole table anew. A replica is told of each when it is done here, and
   * begins then: as long it falls behind.
   *
   * @param times how many of them
   * @param took how long one takes at the speed at which the sample was copied
   * @param bytes what lies on the disk beside the table meanwhile
   */
  public record Rebuild(int times, Duration took, long bytes) {}

  /** What has to be free on the disk, beside the log. */
  public long diskBytes() {
    return tableGrowthBytes
        + indexGrowthBytes
        + newIndexBytes
        + rebuild.map(Rebuild::bytes).orElse(0L);
  }
}
