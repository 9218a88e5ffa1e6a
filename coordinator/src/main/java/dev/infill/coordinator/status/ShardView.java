package dev.infill.coordinator.status;

import dev.infill.common.message.Pace;
import dev.infill.common.message.TablePlan;
import dev.infill.common.spec.WindowsSpec;
import dev.infill.common.spec.WindowsSpec.Span;
import dev.infill.common.spec.WritersSpec;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardMigration.PhaseEntered;
import dev.infill.coordinator.lifecycle.ShardState;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingApproval;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.Turns;
import dev.infill.coordinator.lifecycle.Walk;
import dev.infill.coordinator.lifecycle.WritersProof;
import dev.infill.coordinator.status.ShardStatus.Blocker;
import dev.infill.coordinator.status.ShardStatus.Changes;
import dev.infill.coordinator.status.ShardStatus.Failure;
import dev.infill.coordinator.status.ShardStatus.PaceNow;
import dev.infill.coordinator.status.ShardStatus.Progress;
import dev.infill.coordinator.status.ShardStatus.Report;
import dev.infill.coordinator.status.ShardStatus.WritersGate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Renders one shard's state for people. */
final class ShardView {
  /** What a week's windows are is enough to see how the time passes until a walk has ended. */
  private static final Duration TOLD = Duration.ofDays(7);

  /** Four a day; a status of many shards must not be made of windows. */
  private static final int MOST_OPENINGS = 28;

  private ShardView() {}

  static ShardStatus of(
      ShardMigration m, Turns turns, Optional<Pace> pace, long rowsPerSecond, Instant now) {
    var quarantine = m.tally().quarantine();
    PhaseEntered last = m.phases().get(m.phases().size() - 1);
    boolean ended = m.state().ended();
    return new ShardStatus(
        m.id().shard().name(),
        m.shard().engine().key(),
        m.plan().map(TablePlan::serverVersion),
        Health.of(m, pace),
        m.state().phase(),
        m.state().active().phase(),
        ended ? 0 : seconds(last.at(), now),
        m.plan().map(plan -> plan.scatter().sentence()),
        progress(m, rowsPerSecond, now),
        changes(m),
        pace(m, pace),
        gate(m, now),
        m.blocked()
            .map(b -> new Blocker(b.step(), b.reason(), b.attempt(), seconds(b.since(), now))),
        m.state() instanceof Failed f
            ? Optional.of(new Failure(f.reason(), f.advice(), f.code()))
            : Optional.empty(),
        quarantine.first(),
        quarantine.more(),
        m.findings(),
        phases(m.phases(), ended, now),
        m.phases(),
        report(m),
        m.tuned(),
        turns.waitsFor(m));
  }

  /** Of filling and checking together, each one half. */
  static double percent(ShardMigration m) {
    return switch (m.state().active()) {
      case Backfilling s -> percent(m.tally().fill().rows(), expected(m)) / 2;
      case Reconciling s -> 50 + percent(m.tally().check().counted(), expected(m)) / 2;
      default -> m.tally().check().counted() > 0 ? 100 : 0;
    };
  }

  private static Optional<Progress> progress(ShardMigration m, long rate, Instant now) {
    return switch (m.state().active()) {
      case Backfilling s ->
          Optional.of(progress("fill", m.tally().fill().rows(), m, s.walk(), rate, now));
      case Reconciling s ->
          Optional.of(progress("check", m.tally().check().counted(), m, s.walk(), rate, now));
      default -> Optional.empty();
    };
  }

  private static Progress progress(
      String what, long rows, ShardMigration m, Walk walk, long rate, Instant now) {
    long expected = Math.max(rows, expected(m));
    Optional<Long> left = secondsLeft(m, rows, expected - rows, rate, now);
    return new Progress(
        what,
        rows,
        expected,
        percent(rows, expected),
        rate,
        left,
        walk.out().size(),
        walk.ready().size(),
        openings(m.spec().schedule().windows(), now));
  }

  private static Optional<List<Span>> openings(WindowsSpec windows, Instant now) {
    return windows.equals(WindowsSpec.ALWAYS)
        ? Optional.empty()
        : Optional.of(windows.openings(now, now.plus(TOLD), MOST_OPENINGS));
  }

  /** By the clock: what is worked on only in windows takes the time between them as well. */
  private static Optional<Long> secondsLeft(
      ShardMigration m, long rows, long left, long rate, Instant now) {
    var windows = m.spec().schedule().windows();
    double perSecond = windows.open(now) ? rate : usual(m, rows, now);
    return perSecond > 0
        ? windows
            .ends(now, Duration.ofSeconds((long) (left / perSecond)))
            .map(end -> Duration.between(now, end).toSeconds())
        : Optional.empty();
  }

  /** Rows a second of the walk so far, of the time in which it could be worked on. */
  private static double usual(ShardMigration m, long rows, Instant now) {
    Instant begun = m.phases().get(m.phases().size() - 1).at();
    Duration open = m.spec().schedule().windows().openBetween(begun, now);
    return open.isPositive() ? rows / (double) Math.max(1, open.toSeconds()) : 0;
  }

  private static long expected(ShardMigration m) {
    return Math.max(1, m.plan().map(TablePlan::rowEstimate).orElse(0L));
  }

  private static double percent(long rows, long expected) {
    return Math.min(100, Math.round(1000.0 * rows / expected) / 10.0);
  }

  private static Changes changes(ShardMigration m) {
    var c = m.tally().changes();
    return new Changes(c.applied(), c.written(), c.byApplication(), c.lagMillis());
  }

  private static PaceNow pace(ShardMigration m, Optional<Pace> pace) {
    return pace.map(
            p ->
                new PaceNow(
                    p.rangesInFlight(),
                    p.chunkTarget().toMillis(),
                    p.restPercent(),
                    p.reason(),
                    p.signals().orElse(List.of())))
        .orElseGet(
            () ->
                new PaceNow(
                    0, m.spec().limits().chunkTarget().toMillis(), 0, "not worked on", List.of()));
  }

  private static Optional<WritersGate> gate(ShardMigration m, Instant now) {
    return switch (m.state().active()) {
      case AwaitingWriters s -> Optional.of(gate(m, s.proof(), s.bridged(), now));
      case AwaitingApproval s ->
          Optional.of(
              gate(m, s.proof(), m.spec().writers().gate() == WritersSpec.Gate.TRIGGER, now));
      default -> Optional.empty();
    };
  }

  private static WritersGate gate(
      ShardMigration m, WritersProof proof, boolean bridged, Instant now) {
    WritersSpec writers = m.spec().writers();
    double quiet = Math.max(0, seconds(proof.since(), now));
    double ofQuiet = Statuses.seconds(writers.quiet());
    return new WritersGate(
        writers.gate().name().toLowerCase(Locale.ROOT),
        bridged,
        proof.since(),
        quiet,
        ofQuiet,
        proof.changes(),
        writers.minChanges(),
        proof.needed(),
        m.state().active() instanceof AwaitingApproval
            ? approval(m)
            : sentence(writers, proof, bridged, quiet, ofQuiet));
  }

  private static String approval(ShardMigration m) {
    return switch (m.spec().writers().gate()) {
          case APPLICATION -> "the writers are proven";
          case TRIGGER -> "the bridge trigger stands";
          case DEFAULT -> "the default stands in for the writers";
          case ASSUME -> "the spec says that the writers fill the column";
        }
        + "; an operator's approval is waited for: infill approve "
        + m.id().migration().name();
  }

  private static String sentence(
      WritersSpec writers, WritersProof proof, boolean bridged, double quiet, double ofQuiet) {
    if (writers.gate() == WritersSpec.Gate.TRIGGER && !bridged) {
      return "the bridge trigger is being installed";
    }
    String needs =
        String.format(
            Locale.ROOT,
            "needs %.0f s with %d writes that all fill the column by themselves, has %.0f s with"
                + " %d",
            ofQuiet,
            writers.minChanges(),
            Math.min(quiet, ofQuiet),
            proof.changes());
    return proof.needed() == 0
        ? needs
        : needs + "; " + proof.needed() + " writes did not since the gate was reached";
  }

  /** Seconds in each phase; the one in which it ended is left out. */
  private static Map<String, Double> phases(
      List<PhaseEntered> entered, boolean ended, Instant now) {
    var seconds = new LinkedHashMap<String, Double>();
    for (int i = 0; i < entered.size(); i++) {
      boolean last = i == entered.size() - 1;
      if (last && ended) {
        break; // the end takes no time
      }
      Instant from = entered.get(i).at();
      Instant to = last ? now : entered.get(i + 1).at();
      seconds.merge(entered.get(i).phase(), seconds(from, to), Double::sum);
    }
    return seconds;
  }

  private static Report report(ShardMigration m) {
    var tally = m.tally();
    var check = tally.check();
    ShardState state = m.state();
    boolean kept =
        state instanceof Completed
            && m.spec().writers().gate() == WritersSpec.Gate.TRIGGER
            && m.spec().writers().bridge() == Bridge.KEEP;
    Instant last = m.phases().get(m.phases().size() - 1).at();
    return new Report(
        check.counted(),
        check.equal(),
        check.settled(),
        check.mismatches(),
        tally.fill().filled(),
        tally.changes().written(),
        tally.changes().byApplication(),
        tally.changes().own(),
        check.repaired(),
        tally.captureRestarts(),
        kept,
        String.format(Locale.ROOT, "%016x", check.digest()),
        m.submittedAt(),
        state.ended() ? Optional.of(last) : Optional.empty());
  }

  private static double seconds(Instant from, Instant to) {
    return Statuses.seconds(Duration.between(from, to));
  }
}
