package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Finding;
import dev.infill.common.message.Finding.Severity;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingApproval;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Paused;
import dev.infill.coordinator.lifecycle.ShardState.Planned;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import dev.infill.coordinator.lifecycle.ShardState.RolledBack;
import dev.infill.coordinator.lifecycle.ShardState.RollingBack;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The arrows that cross phases: begin, capture, pause, fail, resume, roll back. */
final class Lifecycle {
  /** So many captures in a row may be lost before one has caught up, and then a person. */
  private static final int LOSSES = 3;

  private Lifecycle() {}

  /** A name is free again when the migration under it changed nothing, or changed it back. */
  static boolean mayBeginAgain(ShardState state) {
    return state instanceof RolledBack
        || (state instanceof Failed && state.active() instanceof Planned);
  }

  /**
   * Begins, perhaps under a name used before. Walks are counted on, so that no answer for a range
   * of the earlier migration is ever taken for one of this: the same range had other keys then.
   */
  static ShardMigration begin(
      MigrationShard id, Submitted e, Optional<ShardMigration> earlier, Instant at) {
    return ShardMigration.submitted(id, e, earlier.map(ShardMigration::walks).orElse(0), at);
  }

  /** Whether a step is one that the state waits for; another's answer is late. */
  static boolean wants(ShardMigration m, String step) {
    return Effects.wanted(m).stream().anyMatch(effect -> effect.name().equals(step));
  }

  static ShardMigration refuse(ShardMigration m, List<Finding> findings, Instant at) {
    var errors = findings.stream().filter(f -> f.severity() == Severity.ERROR).toList();
    return m.with(findings)
        .to(
            new Failed(
                new Planned(),
                "refused by the plan: "
                    + errors.stream().map(Finding::sentence).collect(Collectors.joining(" ")),
                errors.stream().map(Finding::advice).collect(Collectors.joining(" "))),
            at);
  }

  /** Begins the first capture, and the fill behind it. */
  static ShardMigration capture(ShardMigration m, Instant at) {
    var begun = m.walkBegun();
    return capture(begun, 0, Optional.of(Walk.begin(begun.walks())), at);
  }

  /**
   * Begins a new capture where one was lost. What was filled stays filled, but nothing that was
   * checked counts: the fill goes on where it was, and every range is checked from the first key.
   */
  static ShardMigration captureAnew(ShardMigration m, Instant at) {
    Optional<Walk> fill = fillLeft(m.state());
    var counted = m.with(m.tally().captureRestarted());
    int lost = m.state() instanceof Capturing s ? s.lost() + 1 : 1;
    return lost <= LOSSES
        ? capture(counted, lost, fill, at)
        : fail(
            capture(counted, 1, fill, at),
            "the capture was lost " + lost + " times in a row before it had caught up",
            "Look in the server's log for who drops its slot, or what invalidates it; then resume.",
            at);
  }

  /**
   * Wants a new capture where one was given up; that none of those before was lost is forgotten.
   */
  static ShardMigration captureGivenUp(ShardMigration m, Instant at) {
    return capture(m.with(m.tally().captureRestarted()), 1, fillLeft(m.state()), at);
  }

  private static Optional<Walk> fillLeft(ShardState state) {
    return switch (state) {
      case Backfilling s -> Optional.of(s.walk().recall());
      case Capturing s -> s.fill();
      default -> Optional.empty();
    };
  }

  /** A capture that is lost after a failure is no less lost; the failure stays. */
  static ShardMigration captureAnewOnceResumed(ShardMigration m, Failed s, Instant at) {
    var inner = captureAnew(m.to(s.before(), at), at);
    return m.learned(inner).to(new Failed(inner.state().active(), s.reason(), s.advice()), at);
  }

  private static ShardMigration capture(
      ShardMigration m, int lost, Optional<Walk> fill, Instant at) {
    return m.barrierTaken()
        .to(new Capturing(lost, false, Barrier.named(m.nextBarrier()), fill), at);
  }

  static boolean captures(ShardState state) {
    return switch (state) {
      case Capturing s -> s.prepared();
      case Releasing s -> !s.barrier().complete();
      default ->
          state instanceof Backfilling
              || state instanceof Reconciling
              || state instanceof AwaitingWriters
              || state instanceof AwaitingApproval
              || state instanceof Constraining;
    };
  }

  static ShardMigration captured(ShardMigration m, Capturing s, Barrier barrier, Instant at) {
    if (!barrier.complete()) {
      return m.to(new Capturing(s.lost(), true, barrier, s.fill()), at);
    }
    return s.fill().map(walk -> Filling.walk(m, walk, at)).orElseGet(() -> Checking.begin(m, at));
  }

  static ShardMigration pause(ShardMigration m, Instant at) {
    boolean pausable =
        !m.state().ended()
            && !(m.state() instanceof Paused)
            && !(m.state() instanceof Failed)
            && !(m.state() instanceof RollingBack);
    return pausable ? m.to(new Paused(m.state()), at) : m;
  }

  /** What a fact made of the state below a pause stays below it, unless it is an end. */
  static ShardMigration paused(ShardMigration before, ShardMigration inner, Instant at) {
    ShardState state = inner.state();
    boolean ends = state instanceof Failed || state.ended();
    return before.learned(inner).to(ends ? state : new Paused(state), at);
  }

  static ShardMigration resume(ShardMigration m, Instant at) {
    var seen = m.with(m.place().forgiving(m.tally().quarantine().count()));
    return switch (m.state()) {
      case Paused s -> seen.to(goesOn(s.before()), at);
      case Failed s -> resumeFailed(seen.with(m.tally().resumed()), s, at);
      default -> seen.to(goesOn(m.state()), at);
    };
  }

  /** An operator who resumes has seen why the rollout is halted. */
  private static ShardState goesOn(ShardState state) {
    return state instanceof AwaitingTurn ? AwaitingTurn.OPEN : state;
  }

  private static ShardMigration resumeFailed(ShardMigration m, Failed s, Instant at) {
    return s.before() instanceof Reconciling ? Checking.begin(m, at) : m.to(s.before(), at);
  }

  static ShardMigration rollBack(ShardMigration m, Instant at) {
    if (m.state() instanceof RollingBack || m.state() instanceof RolledBack) {
      return m;
    }
    // Without a plan, and before its turn, nothing was changed.
    boolean changed = m.plan().isPresent() && !(m.state().active() instanceof AwaitingTurn);
    return m.to(changed ? new RollingBack() : new RolledBack(), at);
  }

  /** Stops for a person. Ranges that are out are taken back, so that a resume sends them anew. */
  static ShardMigration fail(ShardMigration m, String reason, String advice, Instant at) {
    ShardState before =
        switch (m.state()) {
          case Backfilling s -> new Backfilling(s.walk().recall());
          default -> m.state();
        };
    return m.to(new Failed(before, reason, advice), at);
  }
}
