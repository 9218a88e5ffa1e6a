package dev.infill.deploy.bench.cluster;

import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A table that each shard has and nobody keeps: its keys are the numbers from 1 to {@link #rows}.
 *
 * @param ranges of {@value #RANGE_ROWS} rows each, at least 1
 * @throws IllegalArgumentException without a range
 */
public record SimulatedTable(int ranges) {
  static final int RANGE_ROWS = 100_000;

  static final TableName NAME = new TableName("public", "users");
  static final String COLUMN = "email_lower";
  static final String TYPE = "text";
  static final String VALUE = "lower(email)";

  /**
   * So wide that the bytes of a commit hold 10,000 rows, and a range is filled in ten chunks: as
   * many as take 200 ms each on a server that fills 50,000 rows a second.
   */
  private static final long ROW_BYTES = 3_355;

  public SimulatedTable {
    if (ranges < 1) {
      throw new IllegalArgumentException("a table has at least one range: " + ranges);
    }
  }

  long rows() {
    return (long) ranges * RANGE_ROWS;
  }

  /** What a survey of it says. */
  TablePlan plan() {
    return new TablePlan(
        ColumnFill.of(
            NAME, List.of(new KeyColumn("id", "bigint")), COLUMN, TYPE, VALUE, Sync.DERIVED),
        rows(),
        rows() * ROW_BYTES,
        "18",
        OwnWrites.FILTERED,
        "",
        Scatter.off("there are no pages"),
        List.of());
  }

  static Key key(long row) {
    return Key.of(Long.toString(row));
  }

  static long row(Key key) {
    return Long.parseLong(key.parts().getFirst());
  }

  /** The last row before a range; 0 from the beginning on. */
  long before(KeyRange range) {
    return Math.min(rows(), range.after().map(SimulatedTable::row).orElse(0L));
  }

  /** How many rows a range has. */
  long count(KeyRange range) {
    Optional<Long> upTo = range.upTo().map(SimulatedTable::row);
    return Math.max(0, Math.min(upTo.orElse(rows()), rows()) - before(range));
  }
}
