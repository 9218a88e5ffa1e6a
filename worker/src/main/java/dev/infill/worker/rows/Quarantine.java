package dev.infill.worker.rows;

import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.Reporter;
import java.util.HashSet;
import java.util.Set;

/**
 * Puts rows aside whose value can't be computed, each told once. Too many of them in one range are
 * a fault of the fill rule, not of the rows.
 */
public final class Quarantine {
  /** Most bad rows of one range. */
  public static final int MAX_ROWS = 100;

  /** The code of the failure when there are more. */
  public static final String TOO_MANY = "too-many-bad-rows";

  private final MigrationShard id;
  private final Reporter reporter;
  private final Set<Key> rows = new HashSet<>();

  public Quarantine(MigrationShard id, Reporter reporter) {
    this.id = id;
    this.reporter = reporter;
  }

  /**
   * Puts a row aside.
   *
   * @throws ShardFailure when there are more than {@value #MAX_ROWS}
   */
  public void add(Key key, ShardFailure failure) throws ShardFailure {
    if (!rows.add(key)) {
      return;
    }
    if (rows.size() > MAX_ROWS) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          TOO_MANY,
          "more than %d rows of the range can't be computed; the last one: %s (SQLSTATE %s)"
              .formatted(MAX_ROWS, failure.getMessage(), failure.code()),
          failure);
    }
    reporter.report(id, new RowQuarantined(key, failure.code(), failure.getMessage()));
  }
}
