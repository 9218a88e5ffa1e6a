package dev.infill.common.plan;

import java.time.Duration;

/**
 * What a migration will take, by what a sample of the table's rows took.
 *
 * @param sampleRows rows that were copied and filled
 * @param fill how long the fill takes at the sample's speed on one connection: without the
 *     application beside it, and without waiting for the disk
 * @param inPlacePercent updates that stay on their page and touch no index, of 100
 * @param tableGrowthBytes what the table grows by, at most until the next VACUUM FULL
 * @param indexGrowthBytes what the indexes that are there grow by
 * @param newIndexBytes the size of the indexes that the spec asks for
 * @param walBytes what goes to the log, and so to replicas and archives, before compression
 */
public record Forecast(
    long sampleRows,
    Duration fill,
    int inPlacePercent,
    long tableGrowthBytes,
    long indexGrowthBytes,
    long newIndexBytes,
    long walBytes) {

  /** What has to be free on the disk, beside the log. */
  public long diskBytes() {
    return tableGrowthBytes + indexGrowthBytes + newIndexBytes;
  }
}
