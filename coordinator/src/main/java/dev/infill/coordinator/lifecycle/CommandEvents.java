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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a command leads to: an event for each shard that it concerns. A command itself changes no
 * state.
 */
public final class CommandEvents {
  private CommandEvents() {}

  /**
   * The same where nothing of the migration is on its way.
   *
   * @param known the migration's shards as they are
   */
  public static Map<MigrationShard, Event> of(Command command, Collection<ShardMigration> known) {
    return of(command, known, Set.of());
  }

  /**
   * @param known the migration's shards as they are
   * @param begun shards of the migration whose {@link Submitted} was told and is not folded yet: it
   *     is read before whatever is told of them now
   * @return by shard, in the fleet's order; empty when the command asks for nothing that is not so
   *     already
   */
  public static Map<MigrationShard, Event> of(
      Command command, Collection<ShardMigration> known, Set<MigrationShard> begun) {
    var shards = new LinkedHashSet<MigrationShard>();
    known.forEach(m -> shards.add(m.id()));
    shards.addAll(begun);
    return switch (command) {
      case Submit c -> begun.isEmpty() ? submit(c, known) : Map.of();
      case Pause c -> each(shards, new PauseAsked());
      case Resume c -> each(waitingLast(known), new ResumeAsked());
      case RollBack c -> each(shards, new RollbackAsked());
      case Approve c -> each(named(ids(known), c.shard()), new ApprovalGiven());
      case Tune c -> each(named(shards, c.shard()), new TuneAsked(c.tuning()));
    };
  }

  /**
   * While one shard of an earlier submission is not at an end, the name is taken, and a second
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

  private static Collection<MigrationShard> named(
      Collection<MigrationShard> shards, Optional<ShardId> named) {
    return shards.stream()
        .filter(id -> named.filter(s -> !s.equals(id.shard())).isEmpty())
        .toList();
  }

  private static List<MigrationShard> ids(Collection<ShardMigration> known) {
    return known.stream().map(ShardMigration::id).toList();
  }

  /** A halt ends only when all that it was for has been seen to. */
  private static Collection<MigrationShard> waitingLast(Collection<ShardMigration> known) {
    return known.stream()
        .sorted(Comparator.comparing(m -> m.state().active() instanceof AwaitingTurn))
        .map(ShardMigration::id)
        .toList();
  }

  private static Map<ShardId, Integer> waves(Submit command) {
    var shards = command.fleet().shards().stream().map(ShardAddress::id).toList();
    return command.spec().schedule().rollout().map(r -> r.waves(shards)).orElse(Map.of());
  }

  private static Map<MigrationShard, Event> each(Collection<MigrationShard> shards, Event event) {
    var events = new LinkedHashMap<MigrationShard, Event>();
    shards.forEach(id -> events.put(id, event));
    return events;
  }
}
