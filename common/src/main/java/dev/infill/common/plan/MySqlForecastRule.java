package dev.infill.common.plan;

import dev.infill.common.plan.Forecast.Rebuild;
import java.time.Duration;
import java.util.Optional;

/**
 * From a sample to a table of InnoDB. The bytes of the rows are the sample's; what becomes of pages
 * and log is added up from them, since a sample that nobody may see writes no log, and no server
 * tells how large a temporary table is.
 */
public final class MySqlForecastRule {
  /** What a page holds with a row besides its values: who wrote it, where it was, what is next. */
  private static final int ROW = 20;

  /** The same of an entry of another index. */
  private static final int ENTRY = 7;

  /** How full pages become that rows are added to at the end. */
  private static final double PACKED = 15.0 / 16;

  /** From here on, with the room that the server keeps beside them, all are taken for packed. */
  private static final double SEEN_PACKED = 0.88;

  /** How full they are on average where rows came in any order: the natural logarithm of two. */
  private static final double SCATTERED = 0.69;

  /** An event of the log holds so many bytes of rows, and this besides. */
  private static final double EVENT = 8192;

  private static final double EVENT_HEAD = 45;

  private MySqlForecastRule() {}

  /**
   * What copying and filling a sample of a table's rows came to. Bytes are those of one row, on
   * average.
   *
   * @param rows in the sample, at least 1
   * @param filled the time of the fill
   * @param copied the time in which the rows were copied, with the table's indexes
   * @param rowBytes the values that are there
   * @param keyBytes of these, those of the key
   * @param newBytes the values that are filled in
   * @param indexedBytes the values that the new indexes hold, all indexes together
   */
  public record Sample(
      long rows,
      Duration filled,
      Duration copied,
      double rowBytes,
      double keyBytes,
      double newBytes,
      double indexedBytes) {}

  /**
   * The table that a sample was taken of, and what will be done to it.
   *
   * @param rows about how many
   * @param tableBytes its size, without secondary indexes
   * @param indexBytes the size of those
   * @param columns how many it will have
   * @param wholeRows whether the log holds whole rows, and not just key and changes
   * @param newIndexes how many indexes are built
   * @param rebuilds how many times the table is written anew
   */
  public record Live(
      long rows,
      long tableBytes,
      long indexBytes,
      int columns,
      boolean wholeRows,
      int newIndexes,
      int rebuilds) {}

  public static Forecast of(Sample sample, Live live) {
    double times = (double) live.rows() / sample.rows();
    long newIndexes =
        Math.round(
            live.rows()
                * (sample.indexedBytes() + live.newIndexes() * (ENTRY + sample.keyBytes()))
                / PACKED);
    return new Forecast(
        sample.rows(),
        scaled(sample.filled(), times),
        Optional.empty(),
        growth(sample, live),
        0, // no index that is there holds the column, and a row keeps its key
        newIndexes,
        log(sample, live),
        rebuild(sample, live, newIndexes));
  }

  private static Duration scaled(Duration took, double times) {
    return Duration.ofMillis(Math.round(took.toMillis() * times));
  }

  /**
   * A page that its rows outgrow is cut in half. Packed pages are outgrown all together; where rows
   * came in any order some are nearly full at any time, and as many are cut as the rows grow.
   */
  private static long growth(Sample sample, Live live) {
    double row = ROW + sample.rowBytes();
    double times = 1 + sample.newBytes() / row;
    double full = Math.min(1, live.rows() * row / Math.max(1, live.tableBytes()));
    double packed = Math.clamp((full - SCATTERED) / (SEEN_PACKED - SCATTERED), 0.0, 1.0);
    double cuts = Math.ceil(Math.log(times * PACKED) / Math.log(2));
    double whenPacked = Math.pow(2, Math.max(0, cuts)) - 1;
    double whenScattered =
        (times < 2 ? Math.log(times) / Math.log(2) : times - 1) * Math.min(1, full / SCATTERED);
    return Math.round(live.tableBytes() * (packed * whenPacked + (1 - packed) * whenScattered));
  }

  private static long log(Sample sample, Live live) {
    long nulls = (live.columns() + 7L) / 8;
    double before = live.wholeRows() ? sample.rowBytes() : sample.keyBytes();
    double after = (live.wholeRows() ? sample.rowBytes() : 0) + sample.newBytes();
    double row = before + after + 2 * nulls;
    return Math.round(live.rows() * row * (1 + EVENT_HEAD / Math.max(row, EVENT)));
  }

  /** The new table lies beside the old one until it is done. */
  private static Optional<Rebuild> rebuild(Sample sample, Live live, long newIndexes) {
    if (live.rebuilds() == 0) {
      return Optional.empty();
    }
    double rows = live.rows() * (ROW + sample.rowBytes() + sample.newBytes()) / PACKED;
    return Optional.of(
        new Rebuild(
            live.rebuilds(),
            scaled(sample.copied(), (double) live.rows() / sample.rows()),
            Math.round(rows) + live.indexBytes() + newIndexes));
  }
}
