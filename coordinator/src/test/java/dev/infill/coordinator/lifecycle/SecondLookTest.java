package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Task.RepairRows;
import dev.infill.common.model.Key;
import dev.infill.coordinator.lifecycle.Effect.EmitBarrier;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.Tally.Check;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What differed is looked at again, behind a barrier and in rounds. */
class SecondLookTest {
  @Test
  void suspectsWaitForABarrierFirst() {
    var life = Life.suspecting(spec());

    assertThat(life.tasks()).isEmpty();
    assertThat(life.wanted()).containsExactly(new EmitBarrier(life.barrier()));
    assertThat(look(life).round()).isEqualTo(1);
  }

  @Test
  void suspectsAreRepairedWhenAllPartitionsPassedTheBarrier() {
    var life = Life.suspecting(spec());
    String barrier = life.barrier();

    life.tell(Told.passed(barrier, 0));
    var afterOne = life.sent();
    life.tell(Told.passed(barrier, 1));

    assertThat(afterOne).isEmpty();
    assertThat(life.sent()).containsExactly("2.1 1", "2.2 1");
    assertThat(((RepairRows) life.tasks().getFirst()).rows())
        .containsExactly(Key.of("1"), Key.of("2"));
    assertThat(life.wanted()).isEmpty();
  }

  @Test
  void otherBarriersAreLate() {
    var life = Life.suspecting(spec());
    var before = life.migration();

    life.tell(Told.passed("another", 0), Told.passed("another", 1));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void barriersAreNothingToAWalkWithoutASecondLook() {
    var life = Life.reconciling(spec());
    var before = life.migration();

    life.tell(Told.passed("another", 0));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void rowsMadeRightAreSettledAndTheGateIsReached() {
    var life = Life.repairing(spec());

    life.tell(Told.repaired("2.1", 1, 1), Told.repaired("2.2", 1, 0));

    assertThat(life.state()).isInstanceOf(AwaitingWriters.class);
    assertThat(life.tally().check()).isEqualTo(new Check(30, 27, 3, 1, 3, 21));
  }

  @Test
  void repeatedAndUnknownRepairsChangeNothing() {
    var life = Life.repairing(spec()).tell(Told.repaired("2.1", 1, 1));
    var before = life.migration();

    life.tell(Told.repaired("2.1", 1, 1), Told.repaired("2.3", 1, 1));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void rowsThatRemainAreLookedAtAgainBehindAnotherBarrierAfterAWhile() {
    var life = Life.repairing(spec());

    life.tell(Told.repaired("2.1", 1, 1, "2"), Told.repaired("2.2", 1, 1));
    var whileWaiting = life.wanted();
    var wakeAt = life.wakeAt();
    life.wake().passBarrier();

    assertThat(whileWaiting).isEmpty();
    assertThat(wakeAt).contains(Life.START.plusSeconds(1));
    assertThat(life.sent()).containsExactly("2.1 2");
    assertThat(((RepairRows) life.tasks().getFirst()).rows()).containsExactly(Key.of("2"));
  }

  @Test
  void roundIsWaitedForEverLongerAndAtLastAPersonIsAsked() {
    var life = Life.repairing(spec()).tell(Told.repaired("2.2", 1, 1));

    for (int round = 1; round < SecondLook.ROUNDS; round++) {
      life.tell(Told.repaired("2.1", round, 0, "2")).wake().passBarrier();
    }
    var waited = Duration.between(Life.START, life.now());
    life.tell(Told.repaired("2.1", SecondLook.ROUNDS, 0, "2"));

    assertThat(waited).isEqualTo(Duration.ofSeconds(1 + 2 + 4 + 8 + 16 + 30 + 30));
    assertThat(((Failed) life.state()).reason()).isEqualTo("1 row still differs after 8 looks");
  }

  @Test
  void rangesCutMeanwhileAreKeptForTheWalk() {
    var life = Life.uncutCheck(spec());
    life.tell(Told.cut(2, Optional.empty(), false, "10", "20"));
    life.tell(Told.muchDiffers("2.1", 1, false), Told.muchDiffers("2.2", 1, false));

    life.tell(Told.cut(2, Optional.of("20"), true));
    var repairing = look(life);
    life.passBarrier().tell(Told.repaired("2.1", 1, 0), Told.repaired("2.2", 1, 0));

    assertThat(repairing.waiting()).hasSize(2);
    assertThat(life.sent()).containsExactly("2.3 1");
  }

  @Test
  void silentRepairIsSentAgain() {
    var life = Life.repairing(spec());

    life.wake();

    assertThat(life.now()).isEqualTo(Life.START.plus(OutRange.QUEUED));
    assertThat(life.sent()).containsExactlyInAnyOrder("2.1 1", "2.2 1");
  }

  @Test
  void timerThatComesEarlyChangesNothing() {
    var life = Life.repairing(spec());
    var before = life.migration();

    life.tell(new TimerFired(life.now()));

    assertThat(life.migration()).isEqualTo(before);
    assertThat(life.tasks()).isEmpty();
  }

  @Test
  void repairThatFailedIsSentAgainButNotAtOnce() {
    var life = Life.repairing(spec());

    life.tell(Told.failed("2.1", 1, FailureKind.TRANSIENT));
    var atOnce = life.sent();
    life.wake();

    assertThat(atOnce).isEmpty();
    assertThat(life.now()).isEqualTo(Life.START.plusSeconds(1));
    assertThat(life.sent()).containsExactly("2.1 1");
    assertThat(look(life).round()).isEqualTo(1);
  }

  @Test
  void failureOfAnEarlierRoundIsLate() {
    var life = Life.repairing(spec());
    life.tell(Told.repaired("2.1", 1, 1, "2"), Told.repaired("2.2", 1, 1)).wake().passBarrier();
    var before = life.migration();

    life.tell(Told.failed("2.1", 1, FailureKind.PERMANENT));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void repairThatFailedForGoodStops() {
    var life = Life.repairing(spec());

    life.tell(Told.failed("2.1", 1, FailureKind.PERMANENT));

    assertThat(((Failed) life.state()).reason()).startsWith("range 2.1 can't be checked");
  }

  @Test
  void repairsKeepToThePaceAndGoOnWithIt() {
    var life = Life.suspecting(spec().rangesInFlight(1));

    life.passBarrier();
    var first = life.sent();
    life.tell(Told.repaired("2.1", 1, 2));

    assertThat(first).containsExactly("2.1 1");
    assertThat(life.sent()).containsExactly("2.2 1");
  }

  @Test
  void noRowIsHeldTwiceDuringASecondLook() {
    var life = Life.suspecting(spec());

    assertThat(((Reconciling) life.state()).suspects()).isEmpty();
    assertThat(look(life).waiting()).hasSize(2);
    assertThat(look(life).remaining()).isEqualTo(List.of());
  }

  private static SecondLook look(Life life) {
    return ((Reconciling) life.state()).second().orElseThrow();
  }
}
