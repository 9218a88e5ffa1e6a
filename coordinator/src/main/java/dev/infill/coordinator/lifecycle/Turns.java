package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.RolloutHalted;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.spec.RolloutSpec;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Planned;
import dev.infill.coordinator.lifecycle.ShardState.RolledBack;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose turn it is to begin: the rollout of one migration over its shards, and what else they have
 * to wait for. All shards of a migration are decided by one owner, so it sees them as they are, and
 * tells what follows in the transaction in which it saw it; see decision 37.
 */
public final class Turns {
  private final List<ShardMigration> fleet;
  private final Collection<ShardMigration> all;
  private final Instant now;

  /**
   * @param fleet all shards of one migration, at least one
   * @param all every migration on every shard, as far as it is known here
   */
  public Turns(Collection<ShardMigration> fleet, Collection<ShardMigration> all, Instant now) {
    this.fleet = fleet.stream().sorted(Comparator.comparing(m -> m.id().shard().name())).toList();
    this.all = all;
    this.now = now;
  }

  /** What is to be told now. Told again before it is folded, it changes nothing more. */
  public Map<MigrationShard, Event> due() {
    var due = new LinkedHashMap<MigrationShard, Event>();
    if (waiting().findAny().isEmpty() || halted().isPresent()) {
      return due;
    }
    Optional<String> sick = rollout().flatMap(r -> Health.sick(fleet, r.haltOn()));
    if (sick.isPresent()) {
      waiting().forEach(m -> due.put(m.id(), new RolloutHalted(sick.get())));
      return due;
    }
    if (waveWaitsFor().isEmpty()) {
      waiting()
          .filter(m -> m.place().wave() == wave() && Obstacles.of(m, all).isEmpty())
          .forEach(m -> due.put(m.id(), new TurnGiven(m.place().wave())));
    }
    return due;
  }

  /** Why a shard has to wait for its turn, for people; empty for one that does not. */
  public Optional<String> waitsFor(ShardMigration m) {
    if (!(m.state().active() instanceof AwaitingTurn)) {
      return Optional.empty();
    }
    return halted()
        .map(reason -> "the rollout is halted: " + reason + "; resume lets it go on")
        .or(() -> m.place().wave() > wave() ? Optional.of(later(m)) : waveWaitsFor())
        .or(() -> Obstacles.of(m, all))
        .or(() -> Optional.of("its turn comes at once"));
  }

  /** Why no more shards begin, until an operator resumes. */
  public Optional<String> halted() {
    return waiting().flatMap(m -> ((AwaitingTurn) m.state()).halted().stream()).findFirst();
  }

  /** The wave that is under way, or waits to begin. */
  public int wave() {
    return waiting().map(m -> m.place().wave()).min(Comparator.naturalOrder()).orElse(waves() - 1);
  }

  public int waves() {
    return 1 + fleet.stream().mapToInt(m -> m.place().wave()).max().orElse(0);
  }

  /** Why the next wave can't begin yet; empty when it may. */
  public Optional<String> waveWaitsFor() {
    if (rollout().isEmpty()) {
      return Optional.empty();
    }
    long unseen = fleet.stream().filter(m -> m.state().active() instanceof Planned).count();
    if (unseen > 0) {
      return Optional.of(
          "no wave begins before every shard was looked at; %d are left".formatted(unseen));
    }
    var before = fleet.stream().filter(m -> m.place().wave() < wave()).toList();
    long open = before.stream().filter(m -> settled(m).isEmpty()).count();
    if (open > 0) {
      return Optional.of(
          "wave %d of %d begins when the shards before it are reconciled; %d of %d are not yet"
              .formatted(wave() + 1, waves(), open, before.size()));
    }
    Duration soak = rollout().get().soak();
    return before.stream()
        .flatMap(m -> settled(m).stream())
        .max(Comparator.naturalOrder())
        .map(at -> at.plus(soak))
        .filter(now::isBefore)
        .map(
            at ->
                "wave %d of %d begins at %s, when those before it were healthy for %s s"
                    .formatted(wave() + 1, waves(), at, soak.toSeconds()));
  }

  private String later(ShardMigration m) {
    return "it is in wave %d of %d; ".formatted(m.place().wave() + 1, waves())
        + waveWaitsFor().orElse("wave %d is under way".formatted(wave() + 1));
  }

  /**
   * Since when a wave need not wait for the shard: since it was reconciled, or has failed and is
   * one of those that may.
   */
  private static Optional<Instant> settled(ShardMigration m) {
    return switch (m.state()) {
      case Failed s -> Optional.of(m.phases().getLast().at());
      case RolledBack s -> Optional.of(m.phases().getLast().at());
      default -> m.reconciledSince();
    };
  }

  private Optional<RolloutSpec> rollout() {
    return fleet.getFirst().spec().schedule().rollout();
  }

  private Stream<ShardMigration> waiting() {
    return fleet.stream().filter(m -> m.state() instanceof AwaitingTurn);
  }
}
