package dev.infill.coordinator.status;

import dev.infill.common.message.Pace;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingApproval;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Paused;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import java.util.Optional;

/** How a migration does on a shard, at a glance; from the one that needs a person to the ended. */
public enum Health {
  /** It can't go on by itself. */
  FAILED,
  /** It goes on, or waits, but something stands in its way that a person should look at. */
  ATTENTION,
  /** It waits for somebody: the application's writers, an operator's resume, or the pace. */
  WAITING,
  /** It goes on. */
  WORKING,
  /** Nothing will happen unless an operator asks. */
  ENDED;

  static Health of(ShardMigration m, Optional<Pace> pace) {
    if (m.state() instanceof Failed) {
      return FAILED;
    }
    if (m.state().ended()) {
      return ENDED;
    }
    boolean halted = m.state() instanceof AwaitingTurn waiting && waiting.halted().isPresent();
    if (halted
        || m.state() instanceof AwaitingApproval
        || m.blocked().isPresent()
        || m.tally().quarantine().any()) {
      return ATTENTION;
    }
    boolean standsStill = pace.filter(p -> p.rangesInFlight() == 0).isPresent();
    return switch (m.state()) {
      case Paused s -> WAITING;
      case AwaitingTurn s -> WAITING;
      case AwaitingWriters s -> WAITING;
      case Backfilling s when standsStill -> WAITING;
      case Reconciling s when standsStill -> WAITING;
      default -> WORKING;
    };
  }
}
