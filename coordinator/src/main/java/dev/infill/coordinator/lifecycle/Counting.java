package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.CommitsSlow;
import dev.infill.common.message.Event.OwnWritesSeen;
import dev.infill.common.message.Event.PaceChanged;
import dev.infill.common.message.Event.PartitionsGone;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.TuneAsked;
import dev.infill.common.message.Finding;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.ShardMigration.Blocked;
import dev.infill.coordinator.lifecycle.ShardMigration.Paced;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.Tally.BadRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an event adds to the counts, whatever the state makes of it. */
final class Counting {
  private static final int MOST_FINDINGS = 100;

  private Counting() {}

  static ShardMigration count(ShardMigration m, Event event, Instant at) {
    Tally t = m.tally();
    return switch (event) {
      case ChunkFilled e when sent(m, e.range(), e.attempt()) ->
          m.with(t.with(t.fill().chunk(e.rows(), e.filled())));
      case RangeFilled e when sent(m, e.range(), e.attempt()) ->
          m.with(t.with(t.fill().range(e.skipped())));
      case ChangesApplied e ->
          m.with(
              t.with(
                  t.changes()
                      .plus(
                          e.changes(),
                          e.inserts(),
                          e.written(),
                          e.insertsWritten(),
                          e.lagMillis())));
      case OwnWritesSeen e -> m.with(t.with(t.changes().ownSeen(e.rows())));
      case RowQuarantined e ->
          m.with(t.with(t.quarantine().with(new BadRow(e.key(), e.code(), e.reason()))));
      case PartitionsGone e -> m.with(noted(m.findings(), e.told()));
      case TuneAsked e -> m.with(e.tuning());
      case CommitsSlow e -> m.with(m.place().slow(e.median()));
      case PaceChanged e -> m.with(new Paced(e.rangesInFlight(), e.reason()));
      case StepBlocked e when Lifecycle.wants(m, e.step()) ->
          m.with(
              Optional.of(
                  new Blocked(
                      e.step(),
                      e.reason(),
                      e.attempt(),
                      m.blocked().map(Blocked::since).orElse(at))));
      default -> m;
    };
  }

  /** Each once, and the first of them, however often partitions come and go. */
  private static List<Finding> noted(List<Finding> before, List<String> told) {
    var all = new ArrayList<>(before);
    for (String sentence : told) {
      var note = Finding.note("partition-gone", sentence, "Nothing to do here.");
      if (!all.contains(note) && all.size() < MOST_FINDINGS) {
        all.add(note);
      }
    }
    return all;
  }

  /** A step is told to be blocked only while it is wanted. */
  static ShardMigration unblocked(ShardMigration m) {
    boolean late = m.blocked().filter(b -> !Lifecycle.wants(m, b.step())).isPresent();
    return late ? m.with(Optional.empty()) : m;
  }

  /** Whether the range is out in just this sending; what another one did is seen by reconcile. */
  private static boolean sent(ShardMigration m, RangeId range, int attempt) {
    return m.state().active() instanceof Backfilling s
        && s.walk().find(range).filter(o -> o.attempt() == attempt).isPresent();
  }
}
