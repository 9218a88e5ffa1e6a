package dev.infill.coordinator.runtime;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.RolloutHalted;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.CommandEvents;
import dev.infill.coordinator.lifecycle.Decider;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The migrations of one partition, in memory: folds what was read of it, batch by batch. What comes
 * of a batch is to be stored with the batch's offsets, all or nothing; where it was not, this
 * memory is ahead of what is stored, and must be thrown away. Not safe for threads.
 */
public final class Decisions {
  private final Map<MigrationShard, ShardMigration> states;
  private final TurnTeller turns;

  /**
   * Shards that were told to begin, and whose event has not come back: what is asked of their
   * migration concerns them too. Whoever takes the partition over does not know them, so a command
   * within the moment after a submission and a takeover may miss some.
   */
  private final Set<MigrationShard> begun = new HashSet<>();

  /** What the batch touched, as it was before. */
  private final Map<MigrationShard, Optional<ShardMigration>> before = new HashMap<>();

  /** A state that the batch changed. */
  public record Changed(Optional<ShardMigration> before, ShardMigration after) {}

  /**
   * What is to be stored at the end of a batch.
   *
   * @param turns events that follow from the states as they are now
   */
  public record Outcome(List<Changed> changed, Map<MigrationShard, Event> turns) {}

  /**
   * @param stored the states of the partition, all of them
   */
  public Decisions(Map<MigrationShard, ShardMigration> stored, TurnTeller turns) {
    this.states = new HashMap<>(stored);
    this.turns = turns;
  }

  /** The states as they are, the unfinished batch included. */
  public Collection<ShardMigration> states() {
    return List.copyOf(states.values());
  }

  /** The events that a command leads to; it changes no state by itself. */
  public Map<MigrationShard, Event> command(MigrationId migration, Command command) {
    List<ShardMigration> known =
        states.values().stream().filter(m -> m.id().migration().equals(migration)).toList();
    Set<MigrationShard> its =
        begun.stream().filter(id -> id.migration().equals(migration)).collect(toUnmodifiableSet());
    var events = CommandEvents.of(command, known, its);
    events.forEach(
        (id, event) -> {
          if (event instanceof Submitted) {
            begun.add(id);
          }
        });
    return events;
  }

  /**
   * Folds an event.
   *
   * @return the tasks to send; empty when the event is of a migration that nobody knows
   */
  public Optional<List<Task>> fold(Recorded recorded) {
    var id = recorded.subject();
    switch (recorded.event()) {
      case Submitted e -> begun.remove(id);
      case TurnGiven e -> turns.cameBack(id);
      case RolloutHalted e -> turns.cameBack(id);
      default -> {}
    }
    var state = Optional.ofNullable(states.get(id));
    var decision = Decider.decide(state, recorded);
    decision.ifPresent(
        d -> {
          before.putIfAbsent(id, state);
          states.put(id, d.after());
        });
    return decision.map(d -> d.tasks());
  }

  /** Ends a batch; a state is stored once for all the events of it. */
  public Outcome end() {
    var changed = new ArrayList<Changed>();
    before.forEach(
        (id, old) -> {
          ShardMigration now = states.get(id);
          if (now != null && !Optional.of(now).equals(old)) {
            changed.add(new Changed(old, now));
          }
        });
    var due = turns.due(before.keySet(), states);
    before.clear();
    return new Outcome(changed, due);
  }
}
