package dev.infill.deploy.simulation;

import dev.infill.common.message.Command;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingApproval;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Paused;
import dev.infill.coordinator.lifecycle.ShardState.RolledBack;
import dev.infill.deploy.simulation.Topics.Asking;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Who submits a migration, and wants it done. */
final class Operator {
  private final World world;
  private final MigrationSpec spec;
  private final Fleet fleet;
  private final Duration looksEvery;
  private Instant asked = World.BEGIN;

  Operator(World world, MigrationSpec spec, Fleet fleet) {
    this.world = world;
    this.spec = spec;
    this.fleet = fleet;
    this.looksEvery = Duration.ofSeconds(2 + world.random().nextInt(10));
  }

  void submit() {
    ask(new Command.Submit(spec, fleet));
  }

  void ask(Command command) {
    world.trace(
        () -> "an operator asks " + spec.name() + ": " + command.getClass().getSimpleName());
    world.topics().commands.add(new Asking(spec.name(), command));
  }

  /** Asks for what the migration waits for, now and then, and once the last command was heard. */
  void seeToIt() {
    boolean heard = world.topics().commandsRead == world.topics().commands.size();
    if (!heard || world.now().isBefore(asked.plus(looksEvery))) {
      return;
    }
    asked = world.now();
    if (shards().allMatch(ShardMigration::nameIsFree)) {
      submit();
    } else if (any(m -> m.state() instanceof RolledBack)) {
      // A coordinator that took over just then knew some of the shards only.
      ask(new Command.RollBack());
    } else if (any(Operator::needsResume)) {
      ask(new Command.Resume());
    } else if (any(m -> m.state() instanceof AwaitingApproval)) {
      ask(new Command.Approve(Optional.empty()));
    }
  }

  private static boolean needsResume(ShardMigration m) {
    return switch (m.state()) {
      case Failed s -> true;
      case Paused s -> true;
      case AwaitingTurn s -> s.halted().isPresent();
      default -> false;
    };
  }

  private boolean any(Predicate<ShardMigration> what) {
    return shards().anyMatch(what);
  }

  private Stream<ShardMigration> shards() {
    return world.topics().states.values().stream()
        .filter(m -> m.id().migration().equals(spec.name()));
  }
}
