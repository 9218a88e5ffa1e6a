package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Command;
import dev.infill.common.message.Command.Approve;
import dev.infill.common.message.Command.Pause;
import dev.infill.common.message.Command.Resume;
import dev.infill.common.message.Command.RollBack;
import dev.infill.common.message.Command.Submit;
import dev.infill.common.message.Command.Tune;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ApprovalGiven;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TuneAsked;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a command leads to: an event for each shard that it concerns. A command itself changes no
 * state.
 */
public final class CommandEvents {
  private CommandEvents() {}

  /**
   * @param known the migration's shards as they are
   * @return by shard, in the fleet's order; empty when the command asks for nothing that is not so
   *     already
   */
  public static Map<MigrationShard, Event> of(Command command, Collection<ShardMigration> known) {
    return switch (command) {
      case Submit c -> submit(c, known);
      case Pause c -> each(known, new PauseAsked());
      case Resume c -> each(waitingLast(known), new ResumeAsked());
      case RollBack c -> each(known, new RollbackAsked());
      case Approve c -> each(named(known, c.shard()), new ApprovalGiven());
      case Tune c -> each(named(known, c.shard()), new TuneAsked(c.tuning()));
    };
  }

  /**
   * While one shard of an earlier submission is on its way, the name is taken, and a second
   * submission is a repeat.
   */
  private static Map<MigrationShard, Event> submit(
      Submit command, Collection<ShardMigration> known) {
    var events = new LinkedHashMap<MigrationShard, Event>();
    if (known.stream().allMatch(m -> Lifecycle.mayBeginAgain(m.state()))) {
      var waves = waves(command);
      for (ShardAddress shard : command.fleet().shards()) {
        events.put(
            new MigrationShard(command.spec().name(), shard.id()),
            new Submitted(
                command.specOn(shard), shard, Optional.ofNullable(waves.get(shard.id()))));
      }
    }
    return events;
  }

  private static Collection<ShardMigration> named(
      Collection<ShardMigration> known, Optional<ShardId> shard) {
    return known.stream()
        .filter(m -> shard.filter(s -> !s.equals(m.id().shard())).isEmpty())
        .toList();
  }

  /** A halt ends only when all that it was for has been seen to. */
  private static Collection<ShardMigration> waitingLast(Collection<ShardMigration> known) {
    return known.stream()
        .sorted(Comparator.comparing(m -> m.state().active() instanceof AwaitingTurn))
        .toList();
  }

  private static Map<ShardId, Integer> waves(Submit command) {
    var shards = command.fleet().shards().stream().map(ShardAddress::id).toList();
    return command.spec().schedule().rollout().map(r -> r.waves(shards)).orElse(Map.of());
  }

  private static Map<MigrationShard, Event> each(Collection<ShardMigration> known, Event event) {
    var events = new LinkedHashMap<MigrationShard, Event>();
    known.forEach(m -> events.put(m.id(), event));
    return events;
  }
}
