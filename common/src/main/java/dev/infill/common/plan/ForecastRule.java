package dev.infill.common.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * From a sample to a table. Sizes are scaled by rows; the log is added up from what the server
 * writes for each kind of change, since a sample that nobody may see writes none.
 */
public final class ForecastRule {
  private static final int PAGE = 8192;

  /** An update's own part of its record: header, pages, and what becomes of the old row. */
  private static final int UPDATE = 70;

  /** What a row's data has before it on the page and not in the log. */
  private static final int ROW_HEADER = 27;

  /** An index entry's record besides the entry. */
  private static final int ENTRY = 64;

  /** The record that frees a page's dead rows, and their numbers. */
  private static final int PRUNE = 100;

  private ForecastRule() {}

  public static Forecast of(SampleFacts sample, LiveFacts live) {
    double times = (double) live.rows() / sample.rows();
    long tableGrowth = growth(sample.filledTableBytes(), times, live.tableBytes());
    long indexGrowth = growth(sample.filledIndexBytes(), times, live.indexBytes());
    long newIndexes = Math.round(sample.newIndexBytes() * times);
    return new Forecast(
        sample.rows(),
        Duration.ofMillis(Math.round(sample.took().toMillis() * times)),
        Optional.of((int) (100 * sample.inPlace() / sample.rows())),
        tableGrowth,
        indexGrowth,
        newIndexes,
        newIndexes + log(sample, live, indexGrowth),
        Optional.empty());
  }

  /** What is there already, and holds nothing, is used again. */
  private static long growth(long filled, double times, long now) {
    return Math.max(0, Math.round(filled * times) - now);
  }

  private static long log(SampleFacts sample, LiveFacts live, long indexGrowth) {
    double row = (double) sample.tableBytes() / sample.rows() * live.fillFactor() / 100;
    double update = UPDATE + Math.max(0, row - ROW_HEADER) * (live.fullIdentity() ? 2 : 1);
    double moved = 1 - (double) sample.inPlace() / sample.rows();
    double entry = (double) sample.indexBytes() / sample.rows() / Math.max(1, sample.indexes());
    double entries = moved * sample.indexes() * (ENTRY + entry);
    double pages = (double) live.tableBytes() / PAGE;
    double records = live.rows() * (update + entries) + pages * live.passes() * PRUNE + indexGrowth;
    return Math.round(records + (live.fullPageWrites() ? images(sample, live, records) : 0));
  }

  /**
   * Each page of the table once, since its rows are written one after the other. The indexes' pages
   * are met in any order, so again after each checkpoint.
   */
  private static double images(SampleFacts sample, LiveFacts live, double records) {
    double moved = 1 - (double) sample.inPlace() / sample.rows();
    double entriesOnPage =
        (double) PAGE * sample.rows() * sample.indexes() / Math.max(1, sample.indexBytes());
    double met = 1 - Math.pow(1 - moved, Math.max(1, entriesOnPage));
    double once = live.tableBytes() + live.indexBytes() * met;
    double checkpoints = Math.floor((records + once) / Math.max(1, live.checkpointBytes()));
    return once + checkpoints * live.indexBytes() * met;
  }
}
