package dev.infill.coordinator.lifecycle;

import dev.infill.common.model.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * What was counted of a migration on a shard, for its report.
 *
 * @param captureRestarts how often capture was lost and begun anew, each followed by a check from
 *     the first key
 * @param refills how often a check found so much that the table was filled once more, since the
 *     last resume
 * @param refusals how often rows stood against a constraint, so that every row was checked again,
 *     since the last resume
 */
public record Tally(
    Fill fill,
    Changes changes,
    Check check,
    Quarantine quarantine,
    int captureRestarts,
    int refills,
    int refusals) {
  static final Tally NOTHING =
      new Tally(
          new Fill(0, 0, 0, 0, 0),
          new Changes(0, 0, 0, 0, 0, 0),
          Check.NOTHING,
          Quarantine.EMPTY,
          0,
          0,
          0);

  /**
   * @param rows rows the chunks looked at
   * @param filled rows they wrote
   * @param skipped rows left to reconcile, since somebody held their lock at the second look too
   */
  public record Fill(long rows, long filled, long skipped, long chunks, long ranges) {
    Fill chunk(long moreRows, long moreFilled) {
      return new Fill(rows + moreRows, filled + moreFilled, skipped, chunks + 1, ranges);
    }

    Fill range(long moreSkipped) {
      return new Fill(rows, filled, skipped + moreSkipped, chunks, ranges + 1);
    }
  }

  /**
   * @param applied application writes seen by capture, deletes not counted
   * @param written of these, dual-written by us
   * @param lagMillis from commit to dual-write, of the last report
   * @param own writes of ours that came back through capture, and were dropped
   */
  public record Changes(
      long applied, long inserts, long written, long insertsWritten, long lagMillis, long own) {
    /**
     * Writes that needed none of ours, since the application had filled the column or the value was
     * right already.
     */
    public long byApplication() {
      return applied - written;
    }

    Changes plus(
        long moreApplied, long moreInserts, long moreWritten, long moreInsertsWritten, long lag) {
      return new Changes(
          applied + moreApplied,
          inserts + moreInserts,
          written + moreWritten,
          insertsWritten + moreInsertsWritten,
          lag,
          own);
    }

    Changes ownSeen(long rows) {
      return new Changes(applied, inserts, written, insertsWritten, lagMillis, own + rows);
    }
  }

  /**
   * The last walk of reconcile.
   *
   * @param counted rows counted
   * @param equal rows right at the first look
   * @param settled rows that differed at first, and were right, gone or repaired at a later look
   * @param repaired rows that had to be written
   * @param digest the sum of the ranges' digests
   */
  public record Check(
      long counted, long equal, long settled, long repaired, long ranges, long digest) {
    static final Check NOTHING = new Check(0, 0, 0, 0, 0, 0);

    Check range(long moreCounted, long moreEqual, long moreDigest) {
      return new Check(
          counted + moreCounted,
          equal + moreEqual,
          settled,
          repaired,
          ranges + 1,
          digest + moreDigest);
    }

    Check settle(long moreSettled, long moreRepaired) {
      return new Check(
          counted, equal, settled + moreSettled, repaired + moreRepaired, ranges, digest);
    }

    /** Rows counted and not found right. */
    public long mismatches() {
      return counted - equal - settled;
    }
  }

  /**
   * A row whose value can't be computed, with the server's code and our sentence; never a value.
   */
  public record BadRow(Key key, String code, String reason) {}

  /**
   * Rows whose value can't be computed.
   *
   * @param first the first {@value #LISTED} different ones
   * @param more how many reports came beyond them; a row may be in it more than once
   */
  public record Quarantine(List<BadRow> first, long more) {
    static final int LISTED = 100;
    static final Quarantine EMPTY = new Quarantine(List.of(), 0);

    public Quarantine {
      first = List.copyOf(first);
    }

    /** Whether there are any. */
    public boolean any() {
      return !first.isEmpty();
    }

    /** How many reports there were. */
    long count() {
      return first.size() + more;
    }

    boolean holds(Key key) {
      return first.stream().anyMatch(row -> row.key().equals(key));
    }

    Quarantine with(BadRow row) {
      if (holds(row.key())) {
        return this;
      }
      if (first.size() == LISTED) {
        return new Quarantine(first, more + 1);
      }
      var all = new ArrayList<>(first);
      all.add(row);
      return new Quarantine(all, more);
    }
  }

  Tally with(Fill value) {
    return new Tally(value, changes, check, quarantine, captureRestarts, refills, refusals);
  }

  Tally with(Changes value) {
    return new Tally(fill, value, check, quarantine, captureRestarts, refills, refusals);
  }

  Tally with(Check value) {
    return new Tally(fill, changes, value, quarantine, captureRestarts, refills, refusals);
  }

  Tally with(Quarantine value) {
    return new Tally(fill, changes, check, value, captureRestarts, refills, refusals);
  }

  Tally captureRestarted() {
    return new Tally(fill, changes, check, quarantine, captureRestarts + 1, refills, refusals);
  }

  /** A person looked at it: what was tried in vain before may be tried as often again. */
  Tally resumed() {
    return new Tally(fill, changes, check, quarantine, captureRestarts, 0, 0);
  }

  Tally refilled() {
    return new Tally(fill, changes, check, quarantine, captureRestarts, refills + 1, refusals);
  }

  Tally refusedOnce() {
    return new Tally(fill, changes, check, quarantine, captureRestarts, refills, refusals + 1);
  }
}
