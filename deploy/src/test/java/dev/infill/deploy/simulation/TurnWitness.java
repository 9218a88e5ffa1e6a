package dev.infill.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.spec.RolloutSpec;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Planned;
import dev.infill.coordinator.lifecycle.ShardState.RolledBack;
import dev.infill.coordinator.lifecycle.Turn;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks whose turn is given, and who begins: no shard of a wave before those of the waves before it
 * were reconciled for the soak, none while the rollout is halted, none of a migration before those
 * that it comes after, and no two at one table.
 */
final class TurnWitness {
  private final World world;

  TurnWitness(World world) {
    this.world = world;
  }

  /**
   * An event led from one state to the other.
   *
   * @param states of all migrations
   */
  void decided(
      Optional<ShardMigration> before, ShardMigration after, Collection<ShardMigration> states) {
    halt(after)
        .ifPresent(why -> assertThat(why).as("why it is halted").contains("of", "shards failed"));
    boolean waited = before.filter(m -> !m.begun()).isPresent();
    if (!waited || !after.begun() || after.state().ended()) {
      return;
    }
    assertThat(before.flatMap(TurnWitness::halt))
        .as("why the rollout is halted, in which %s begins", after.id())
        .isEmpty();
    assertThat(states)
        .as("no other migration is at the table when %s begins", after.id())
        .noneMatch(o -> isAnotherAtTheTable(o, after) && o.begun() && !o.state().ended());
  }

  /**
   * It was stored who may begin.
   *
   * @param states all that were decided by then
   * @param now by the clock of who decided
   */
  void given(Collection<ShardMigration> states, Map<MigrationShard, Event> turns, Instant now) {
    for (ShardMigration m : states) {
      if (turns.get(m.id()) instanceof TurnGiven) {
        var fleet =
            states.stream().filter(o -> o.id().migration().equals(m.id().migration())).toList();
        assertThat(fleet)
            .as("a turn during a halt")
            .noneMatch(o -> o.state() instanceof AwaitingTurn s && s.halted().isPresent());
        m.spec().schedule().rollout().ifPresent(rollout -> given(m, fleet, rollout, now));
        m.spec().schedule().after().forEach(name -> completed(name, states, m));
      }
    }
  }

  private void given(
      ShardMigration m, List<ShardMigration> fleet, RolloutSpec rollout, Instant now) {
    assertThat(fleet)
        .as("shards that were looked at before %s begins", m.id())
        .hasSize(world.scenario().shards())
        .noneMatch(o -> o.state().active() instanceof Planned);
    assertThat(fleet.stream().filter(o -> o.state() instanceof Failed))
        .as("failed shards when %s begins", m.id())
        .hasSizeLessThan(rollout.haltOn().failedShards());
    for (ShardMigration o : fleet) {
      boolean mayBeLeft = o.state() instanceof Failed || o.state() instanceof RolledBack;
      if (wave(o) < wave(m) && !mayBeLeft) {
        Optional<Instant> since = Phases.behindTheCheckSince(o);
        assertThat(since)
            .as("when %s was reconciled, before %s begins", o.id(), m.id())
            .hasValueSatisfying(
                at ->
                    assertThat(at.plus(rollout.soak()))
                        .as("the end of its soak")
                        .isBeforeOrEqualTo(now));
        if (world.topics().asked(o.id()) != 0) {
          world.witness().reconciled(world.database(o.id()));
        }
      }
    }
  }

  private void completed(
      MigrationId name, Collection<ShardMigration> states, ShardMigration before) {
    assertThat(states.stream().filter(o -> o.id().migration().equals(name)))
        .as("shards of %s, before %s begins", name, before.id())
        .hasSize(world.scenario().shards())
        .allMatch(o -> o.state() instanceof Completed);
  }

  private static boolean isAnotherAtTheTable(ShardMigration o, ShardMigration m) {
    return !o.id().equals(m.id())
        && o.id().shard().equals(m.id().shard())
        && o.spec().table().equals(m.spec().table());
  }

  private static Optional<String> halt(ShardMigration m) {
    return m.state().active() instanceof AwaitingTurn s ? s.halted() : Optional.empty();
  }

  private static int wave(ShardMigration m) {
    return m.turn().map(Turn::wave).orElse(0);
  }
}
