package dev.infill.coordinator.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.BridgeInstalled;
import dev.infill.common.message.Event.BridgeRemoved;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.ConstraintRefused;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.Released;
import dev.infill.common.message.Event.RolledBack;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sees every decision, and says what must never be. */
final class Witness {
  private final int rows;
  private final Map<Integer, Map<Long, KeyRange>> walks = new TreeMap<>();

  Witness(int rows) {
    this.rows = rows;
  }

  void saw(Optional<ShardMigration> before, Event event, Instant now, Decision decision) {
    var after = decision.after();
    walk(after.state()).ifPresent(this::remember);
    inFlight(decision, now);
    if (event instanceof TimerFired) {
      Effects.wakeAt(after)
          .ifPresent(at -> assertThat(at).as("a timer that changes nothing").isAfter(now));
    }
    boolean constrainedBefore =
        before.map(m -> m.state().active() instanceof Constraining).orElse(false);
    if (after.state().active() instanceof Constraining && !constrainedBefore) {
      var check = after.tally().check();
      assertThat(check.mismatches()).as("rows not found right").isZero();
      assertThat(check.counted()).as("rows counted").isEqualTo(rows);
      assertThat(after.tally().quarantine().any()).isFalse();
      covered(after.walks());
    }
  }

  /** Whether it was told by one of the coordinator's own steps. */
  static boolean answersAStep(Event event) {
    return switch (event) {
      case PlanAccepted e -> true;
      case ColumnAdded e -> true;
      case CapturePrepared e -> true;
      case BridgeInstalled e -> true;
      case BridgeRemoved e -> true;
      case StepDone e -> true;
      case ConstraintRefused e -> true;
      case StepBlocked e -> true;
      case StepFailed e -> true;
      case Released e -> true;
      case RolledBack e -> true;
      default -> false;
    };
  }

  private void inFlight(Decision decision, Instant now) {
    if (decision.tasks().isEmpty()) {
      return;
    }
    var after = decision.after();
    int out =
        switch (after.state()) {
          case Backfilling s -> s.walk().out().size();
          case Reconciling s when s.second().isPresent() -> s.second().orElseThrow().out().size();
          case Reconciling s -> s.walk().out().size();
          default -> throw new AssertionError("tasks were sent in " + after.state().phase());
        };
    assertThat(out).as("tasks in flight").isPositive().isLessThanOrEqualTo(after.allowed(now));
  }

  private void remember(Walk walk) {
    var ranges = walks.computeIfAbsent(walk.number(), n -> new TreeMap<>());
    walk.ready().forEach(r -> ranges.putIfAbsent(r.range().number(), r.keys()));
    walk.out().forEach(r -> ranges.putIfAbsent(r.range().number(), r.keys()));
  }

  private void covered(int walk) {
    Optional<Key> frontier = Optional.empty();
    for (KeyRange range : walks.get(walk).values()) {
      assertThat(range.after()).as("where the range before ended").isEqualTo(frontier);
      frontier = range.upTo();
    }
    assertThat(frontier).as("the end of the key space").isEmpty();
  }

  private static Optional<Walk> walk(ShardState state) {
    return switch (state.active()) {
      case Backfilling s -> Optional.of(s.walk());
      case Reconciling s -> Optional.of(s.walk());
      default -> Optional.empty();
    };
  }
}
