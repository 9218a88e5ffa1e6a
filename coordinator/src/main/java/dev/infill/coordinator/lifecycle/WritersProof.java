package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event.BridgeFired;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.spec.WritersSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * What the captured changes prove of the writers: since when none of them needed our write, and how
 * many there were.
 *
 * @param since when the waiting began, or the last write that needed ours was committed
 * @param changes application writes since
 * @param inserts of these, new rows
 * @param needed writes that needed ours, since the waiting began
 * @param insertsNeeded of these, new rows
 */
public record WritersProof(
    Instant since, long changes, long inserts, long needed, long insertsNeeded) {

  static WritersProof begin(Instant at) {
    return new WritersProof(at, 0, 0, 0, 0);
  }

  /** Counts a report; one that reaches back behind {@code since} proves nothing, but may refute. */
  WritersProof with(ChangesApplied e, Instant at) {
    if (e.written() > 0) {
      Instant last = e.lastWritten().orElse(at);
      return new WritersProof(
          last.isAfter(since) ? last : since,
          0,
          0,
          needed + e.written(),
          insertsNeeded + e.insertsWritten());
    }
    if (e.firstCommit().isBefore(since)) {
      return this;
    }
    return new WritersProof(
        since, changes + e.changes(), inserts + e.inserts(), needed, insertsNeeded);
  }

  WritersProof with(BridgeFired e) {
    return new WritersProof(
        e.last().isAfter(since) ? e.last() : since, 0, 0, needed + e.times(), insertsNeeded);
  }

  /**
   * Whether the writers are proven: for the whole quiet time no write needed ours, and there were
   * enough of them.
   *
   * <p>An update that leaves the sources of the value alone needs no write of ours whoever does it,
   * so it proves little. Where inserts were seen to need ours, an insert that did not must be among
   * the proof.
   */
  boolean proven(WritersSpec spec, Instant now) {
    return !now.isBefore(since.plus(spec.quiet()))
        && changes >= spec.minChanges()
        && (insertsNeeded == 0 || inserts > 0);
  }

  /** When the quiet time will be over, if that is all that is missing. */
  Optional<Instant> wakeAt(WritersSpec spec) {
    Instant quietOver = since.plus(spec.quiet());
    return proven(spec, quietOver) ? Optional.of(quietOver) : Optional.empty();
  }
}
