package dev.infill.worker.change;

import dev.infill.common.message.Event.BridgeFired;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.Reporter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was applied since the last report. Several changes of one row, written at once, count as
 * one, and as its insert if there was one.
 */
final class Tally {
  private long changes;
  private long inserts;
  private long written;
  private long insertsWritten;
  private @Nullable Instant firstCommit;
  private @Nullable Instant lastWritten;
  private long lagMillis;
  private long bridged;
  private @Nullable Instant lastBridged;

  /** A change was applied to a row that exists; {@code wrote}: its writer had not filled it. */
  void applied(Pending change, boolean wrote, Instant now) {
    changes++;
    inserts += change.inserted() ? 1 : 0;
    firstCommit = earlier(firstCommit, change.firstCommit());
    lagMillis = Math.max(0, Duration.between(change.lastCommit(), now).toMillis());
    if (wrote) {
      written++;
      insertsWritten += change.inserted() ? 1 : 0;
      lastWritten = later(lastWritten, change.lastCommit());
    }
  }

  void bridge(Instant committed) {
    bridged++;
    lastBridged = later(lastBridged, committed);
  }

  boolean isEmpty() {
    return changes == 0 && bridged == 0;
  }

  /** Reports what there is, and begins anew. */
  void report(MigrationShard id, int partition, Reporter reporter) {
    if (firstCommit != null) {
      reporter.report(
          id,
          new ChangesApplied(
              partition,
              changes,
              inserts,
              written,
              insertsWritten,
              Optional.ofNullable(lastWritten),
              firstCommit,
              lagMillis));
    }
    if (lastBridged != null) {
      reporter.report(id, new BridgeFired(bridged, lastBridged));
    }
    changes = 0;
    inserts = 0;
    written = 0;
    insertsWritten = 0;
    firstCommit = null;
    lastWritten = null;
    bridged = 0;
    lastBridged = null;
  }

  private static Instant earlier(@Nullable Instant known, Instant other) {
    return known != null && known.isBefore(other) ? known : other;
  }

  private static Instant later(@Nullable Instant known, Instant other) {
    return known != null && known.isAfter(other) ? known : other;
  }
}
