package dev.infill.deploy.simulation;

import dev.infill.common.message.Command;
import dev.infill.common.spec.Fleet;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Who submits the migration, and wants it done. */
final class Operator {
  private final World world;
  private final Fleet fleet;
  private Instant asked = World.BEGIN;

  Operator(World world, Fleet fleet) {
    this.world = world;
    this.fleet = fleet;
  }

  void submit() {
    ask(new Command.Submit(world.scenario().spec(), fleet));
  }

  void ask(Command command) {
    world.trace(() -> "an operator asks: " + command.getClass().getSimpleName());
    world.topics().commands.add(command);
  }

  /** Asks for what the migration waits for, now and then, and once the last command was heard. */
  void seeToIt() {
    boolean heard = world.topics().commandsRead == world.topics().commands.size();
    if (!heard || world.now().isBefore(asked.plusSeconds(2))) {
      return;
    }
    asked = world.now();
    var states = world.topics().states.values();
    if (states.stream().allMatch(ShardMigration::nameIsFree)) {
      submit();
    } else if (in(states.stream(), "RolledBack")) {
      // A coordinator that took over just then knew some of the shards only.
      ask(new Command.RollBack());
    } else if (in(states.stream(), "Failed") || in(states.stream(), "Paused")) {
      ask(new Command.Resume());
    } else if (in(states.stream(), "AwaitingApproval")) {
      ask(new Command.Approve(Optional.empty()));
    }
  }

  private static boolean in(Stream<ShardMigration> states, String phase) {
    return states.anyMatch(m -> m.state().phase().equals(phase));
  }
}
