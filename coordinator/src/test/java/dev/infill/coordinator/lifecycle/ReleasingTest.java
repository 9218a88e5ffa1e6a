package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.BridgeRemoved;
import dev.infill.common.message.Event.Released;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.coordinator.lifecycle.Effect.EmitBarrier;
import dev.infill.coordinator.lifecycle.Effect.Release;
import dev.infill.coordinator.lifecycle.Effect.RemoveBridge;
import dev.infill.coordinator.lifecycle.ShardMigration.PhaseEntered;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import org.junit.jupiter.api.Test;

class ReleasingTest {
  private static final SpecBuilder BRIDGED = spec().trigger(Bridge.UNTIL_PROVEN);

  @Test
  void triggerGoesBeforeTheLastBarrierIsTaken() {
    var life = Life.releasing(BRIDGED);
    var first = life.wanted();

    life.tell(new BridgeRemoved());

    assertThat(first).containsExactly(new RemoveBridge());
    assertThat(life.wanted()).containsExactly(new EmitBarrier(life.barrier()));
  }

  @Test
  void barrierDoesNotCountWhileTheTriggerStands() {
    var life = Life.releasing(BRIDGED);
    var before = life.migration();
    String barrier = ((Releasing) life.state()).barrier().id();

    life.tell(Told.passed(barrier, 0), Told.passed(barrier, 1));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void captureRunsUntilTheLastBarrierHasPassedAndThenItsSlotGoes() {
    var life = Life.releasing(spec());
    String barrier = life.barrier();

    life.tell(Told.passed(barrier, 0));
    var halfway = life.capture();
    life.tell(Told.passed(barrier, 1));

    assertThat(halfway).isPresent();
    assertThat(life.capture()).isEmpty();
    assertThat(life.wanted()).containsExactly(new Release());
  }

  @Test
  void repeatedFactsChangeNothing() {
    var life = Life.releasing(BRIDGED).tell(new BridgeRemoved()).passBarrier();
    var before = life.migration();
    String barrier = ((Releasing) life.state()).barrier().id();

    life.tell(new BridgeRemoved(), Told.passed(barrier, 0), Told.passed("another", 0));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void slotIsNotTakenForReleasedBeforeTheLastBarrier() {
    var life = Life.releasing(spec());
    var before = life.migration();

    life.tell(new Released());

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void releaseCompletes() {
    var life = Life.releasing(spec()).passBarrier();

    life.tell(new Released());

    assertThat(life.state()).isEqualTo(new Completed());
    assertThat(life.state().ended()).isTrue();
    assertThat(life.wanted()).isEmpty();
    assertThat(life.wakeAt()).isEmpty();
    assertThat(life.migration().phases())
        .extracting(PhaseEntered::phase)
        .containsExactly(
            "Planned",
            "AwaitingTurn",
            "Expanding",
            "Capturing",
            "Backfilling",
            "Reconciling",
            "AwaitingWriters",
            "Constraining",
            "Releasing",
            "Completed");
  }
}
