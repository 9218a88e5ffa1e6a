package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.QUIET;
import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.BridgeFired;
import dev.infill.common.message.Event.BridgeInstalled;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.Released;
import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.Effect.InstallBridge;
import dev.infill.coordinator.lifecycle.Effect.RemoveBridge;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No constraint before every writer fills the column. */
class WritersGateTest {
  @Test
  void applicationThatFillsTheColumnLongEnoughOpensTheGate() {
    var life = Life.reconciled(spec());

    life.tell(Told.aware(5, life.now()));
    var soon = life.state();
    var wakeAt = life.wakeAt();
    life.wake();

    assertThat(soon).isInstanceOf(AwaitingWriters.class);
    assertThat(wakeAt).contains(Life.START.plus(QUIET));
    assertThat(life.state()).isEqualTo(new Constraining(0));
  }

  @Test
  void quietTimeWithoutEnoughWritesProvesNothing() {
    var life = Life.reconciled(spec()).tell(Told.aware(4, Life.START)).pass(QUIET);

    life.tell(new TimerFired(life.now()));

    assertThat(life.state()).isInstanceOf(AwaitingWriters.class);
    assertThat(life.wakeAt()).isEmpty();
  }

  @Test
  void nothingNeedsToBeSeenWhereTheSpecAsksForNothing() {
    var life = Life.reconciled(spec().minChanges(0));

    life.wake();

    assertThat(life.state()).isEqualTo(new Constraining(0));
  }

  @Test
  void writeThatNeededOursBeginsTheQuietTimeAnew() {
    var life = Life.reconciled(spec()).tell(Told.aware(5, Life.START));
    life.pass(Duration.ofMinutes(5));

    life.tell(Told.unaware(1, life.now()));
    var proof = ((AwaitingWriters) life.state()).proof();
    life.tell(Told.aware(5, life.now()));

    assertThat(proof).isEqualTo(new WritersProof(life.now(), 0, 0, 1, 1));
    assertThat(life.wakeAt()).contains(life.now().plus(QUIET));
  }

  @Test
  void lateReportOfAnOldWriteThatNeededOursRefutesButDoesNotTurnTimeBack() {
    var life = Life.reconciled(spec()).pass(Duration.ofMinutes(5)).tell(Told.aware(5, Life.START));

    life.tell(Told.unaware(1, Life.START.minusSeconds(60)));

    assertThat(((AwaitingWriters) life.state()).proof())
        .isEqualTo(new WritersProof(Life.START, 0, 0, 1, 1));
  }

  @Test
  void reportThatReachesBackBehindTheQuietTimeProvesNothing() {
    var life = Life.reconciled(spec());
    var before = ((AwaitingWriters) life.state()).proof();

    life.tell(Told.aware(100, Life.START.minusMillis(1)));

    assertThat(((AwaitingWriters) life.state()).proof()).isEqualTo(before);
  }

  @Test
  void whereInsertsNeededOursOnlyAnInsertProvesTheWritersChanged() {
    var life = Life.reconciled(spec()).tell(Told.unaware(1, Life.START)).pass(QUIET);
    var updates = new ChangesApplied(0, 50, 0, 0, 0, Optional.empty(), Life.START, 5);

    life.tell(updates);
    var afterUpdates = life.state();
    life.tell(Told.aware(1, life.now()));

    assertThat(afterUpdates).isInstanceOf(AwaitingWriters.class);
    assertThat(life.state()).isEqualTo(new Constraining(0));
  }

  @Test
  void bridgeThatNobodyAskedForOpensNothing() {
    var life = Life.reconciled(spec());
    var before = life.migration();

    life.tell(new BridgeInstalled());

    assertThat(life.migration()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFAULT", "ASSUME"})
  void otherGatesAreOpen(Gate gate) {
    var life = Life.reconciled(spec().gate(gate));

    assertThat(life.state()).isEqualTo(new Constraining(0));
  }

  @Test
  void migrationWithoutConstraintsIsReleasedBehindTheGate() {
    var life = Life.reconciled(spec().noSteps());

    life.openGate();

    assertThat(life.state()).isInstanceOf(Releasing.class);
  }

  @ParameterizedTest
  @EnumSource
  void triggerStandsBeforeTheConstraints(Bridge bridge) {
    var life = Life.reconciled(spec().trigger(bridge));
    var wanted = life.wanted();

    life.tell(new BridgeInstalled());

    assertThat(wanted).containsExactly(new InstallBridge());
    assertThat(life.state()).isEqualTo(new Constraining(0));
  }

  @Test
  void triggerThatHasToWaitForItsLockIsNotWokenForever() {
    var life = Life.reconciled(spec().trigger(Bridge.UNTIL_PROVEN));

    life.tell(Told.aware(5, Life.START)).pass(QUIET.multipliedBy(2));

    assertThat(life.wakeAt()).isEmpty();
    assertThat(life.wanted()).containsExactly(new InstallBridge());
  }

  @Test
  void repeatedBridgeInstalledChangesNothing() {
    var life = Life.constrained(spec().trigger(Bridge.UNTIL_PROVEN));
    var before = life.migration();

    life.tell(new BridgeInstalled());

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void triggerStaysUntilTheWritersAreProven() {
    var life = Life.constrained(spec().trigger(Bridge.UNTIL_PROVEN));
    var waiting = (AwaitingWriters) life.state();

    life.tell(Told.aware(5, life.now())).wake();

    assertThat(waiting.bridged()).isTrue();
    assertThat(waiting.constrained()).isTrue();
    assertThat(life.wanted()).containsExactly(new RemoveBridge());
  }

  @Test
  void triggerThatHadToComputeStaysLonger() {
    var life = Life.constrained(spec().trigger(Bridge.UNTIL_PROVEN));
    life.tell(Told.aware(5, life.now())).pass(Duration.ofMinutes(5));

    life.tell(new BridgeFired(3, life.now()));
    var since = ((AwaitingWriters) life.state()).proof();
    life.pass(Duration.ofMinutes(5)).tell(new TimerFired(life.now()));

    assertThat(since).isEqualTo(new WritersProof(life.now().minusSeconds(300), 0, 0, 3, 0));
    assertThat(life.state()).isInstanceOf(AwaitingWriters.class);
  }

  @Test
  void triggerThatIsKeptIsNotWaitedForAndNotRemoved() {
    var life = Life.constrained(spec().trigger(Bridge.KEEP));
    var releasing = life.state();

    life.passBarrier().tell(new Released());

    assertThat(releasing).isInstanceOf(Releasing.class);
    assertThat(((Releasing) releasing).removeBridge()).isFalse();
    assertThat(life.state()).isEqualTo(new Completed());
  }
}
