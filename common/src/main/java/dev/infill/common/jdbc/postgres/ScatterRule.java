package dev.infill.common.jdbc.postgres;

import dev.infill.common.message.Scatter;
import dev.infill.common.spec.LimitsSpec.Scattering;
import java.util.Locale;
import java.util.OptionalDouble;

/** When a fill in several passes pays, and in how many. The bounds were measured. */
final class ScatterRule {
  /** A smaller table is filled, and vacuumed, within a moment. */
  static final long FEWEST_PAGES = 1_000;

  /** With less, rows that follow each other by the key lie on pages all over the table. */
  private static final double IN_ORDER = 0.5;

  /** At most so full, and each row has room on its page for its new version. */
  private static final int ROOMY = 50;

  private static final double FEWEST_ROWS = 3;
  private static final int PASSES = 8;

  /** Where every update that leaves its page costs many index entries. */
  private static final int MORE_PASSES = 16;

  private static final int MANY_INDEXES = 4;

  /** Such that a pass still takes two rows of a page. */
  private static final double ROWS_FOR_MORE = 32;

  private static final int WINDOW_ROWS = 40_000;

  /** 32 MB: the passes over a window find it in memory. */
  private static final int WINDOW_PAGES = 4_000;

  private ScatterRule() {}

  /**
   * What is known of a table.
   *
   * @param pages by its last ANALYZE or VACUUM, 0 before
   * @param rows likewise
   * @param fillFactor percent of a page that inserts fill
   * @param indexes besides the key's own
   * @param correlation of the key's order with that of the rows on disk, -1 to 1; empty when
   *     unknown
   */
  record Facts(long pages, double rows, int fillFactor, int indexes, OptionalDouble correlation) {
    double rowsPerPage() {
      return rows / pages;
    }
  }

  static Scatter of(Scattering asked, Facts facts) {
    if (asked == Scattering.OFF) {
      return Scatter.off("the spec says so");
    }
    if (facts.pages() < 1 || facts.rows() < 1 || facts.correlation().isEmpty()) {
      return Scatter.off("the table is empty or was never analyzed");
    }
    if (facts.pages() < FEWEST_PAGES) {
      return Scatter.off("the table is small");
    }
    if (facts.indexes() == 0) {
      return Scatter.off("there is no index to spare besides the key's");
    }
    if (facts.fillFactor() <= ROOMY) {
      return Scatter.off("a fillfactor of " + facts.fillFactor() + " leaves room on every page");
    }
    if (Math.abs(facts.correlation().getAsDouble()) < IN_ORDER) {
      return Scatter.off("the rows do not lie in the order of their keys");
    }
    if (facts.rowsPerPage() < FEWEST_ROWS) {
      return Scatter.off("a page holds fewer than " + (int) FEWEST_ROWS + " rows");
    }
    return passes(facts);
  }

  private static Scatter passes(Facts facts) {
    double rows = facts.rowsPerPage();
    int most = facts.indexes() >= MANY_INDEXES && rows >= ROWS_FOR_MORE ? MORE_PASSES : PASSES;
    return new Scatter(
        (int) Math.min(most, rows),
        (int) Math.min(WINDOW_ROWS, WINDOW_PAGES * rows),
        String.format(
            Locale.ROOT,
            "a full page holds %.0f rows and leaves no room, and %d indexes are spared",
            rows,
            facts.indexes() + 1));
  }
}
