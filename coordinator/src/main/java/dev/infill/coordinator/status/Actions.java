package dev.infill.coordinator.status;

import dev.infill.coordinator.lifecycle.ShardState;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingApproval;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Paused;
import dev.infill.coordinator.lifecycle.ShardState.RolledBack;
import dev.infill.coordinator.lifecycle.ShardState.RollingBack;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What an operator may ask of a migration, by where its shards stand. Pure. */
public enum Actions {
  PAUSE("pause") {
    @Override
    public boolean may(ShardState s) {
      return !s.ended() && !(s instanceof Failed) && !(s instanceof RollingBack) && !paused(s);
    }
  },
  RESUME("resume") {
    @Override
    public boolean may(ShardState s) {
      return paused(s) || s instanceof Failed || halted(s);
    }
  },
  TUNE("tune") {
    @Override
    public boolean may(ShardState s) {
      return !s.ended() && !(s instanceof RollingBack);
    }
  },
  APPROVE("approve") {
    @Override
    public boolean may(ShardState s) {
      return s instanceof AwaitingApproval
          || (s instanceof Paused paused && paused.before() instanceof AwaitingApproval);
    }
  },
  ROLLBACK("rollback") {
    @Override
    public boolean may(ShardState s) {
      return !(s instanceof RolledBack) && !(s instanceof RollingBack);
    }
  };

  private final String path;

  Actions(String path) {
    this.path = path;
  }

  /** As the API's paths name it. */
  public String path() {
    return path;
  }

  /** Whether it changes anything for a shard in this state. */
  public abstract boolean may(ShardState state);

  /** All that would change something on a shard. */
  static List<String> of(Collection<ShardState> states) {
    return Stream.of(values())
        .filter(action -> states.stream().anyMatch(action::may))
        .map(Actions::path)
        .toList();
  }

  private static boolean halted(ShardState s) {
    return s instanceof AwaitingTurn waiting && waiting.halted().isPresent();
  }

  private static boolean paused(ShardState s) {
    return s instanceof Paused;
  }
}
