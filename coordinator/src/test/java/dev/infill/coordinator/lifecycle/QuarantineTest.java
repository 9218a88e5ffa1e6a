package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.QUIET;
import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.model.Key;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import dev.infill.coordinator.lifecycle.Tally.Quarantine;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A row whose value can't be computed blocks the constraint, not the range. */
class QuarantineTest {
  private static final String BAD = "a value that can't be computed";

  @Test
  void rowIsNotedAndTheFillGoesOn() {
    var life = Life.backfilling(spec());

    life.tell(Told.quarantined("3"), Told.quarantined("3"), Told.filled("1.1", 1));

    assertThat(life.tally().quarantine().first())
        .containsExactly(new Tally.BadRow(Key.of("3"), "22012", "the value divides by zero"));
    assertThat(life.tally().quarantine().more()).isZero();
    assertThat(life.sent()).containsExactly("1.3 1");
  }

  @Test
  void rowThatStaysBadIsNotLookedAtInRounds() {
    var life = Life.repairing(spec()).tell(Told.repaired("2.2", 1, 1));

    life.tell(Told.quarantined("2"), Told.repaired("2.1", 1, 1, "2"));

    assertThat(((Failed) life.state()).reason()).startsWith("1 row has " + BAD);
  }

  @Test
  void rowThatIsLockedIsLookedAtAgainThoughAnotherIsBad() {
    var life = Life.repairing(spec()).tell(Told.quarantined("2"), Told.repaired("2.2", 1, 1));

    life.tell(Told.repaired("2.1", 1, 0, "1", "2"));

    assertThat(life.state()).isInstanceOf(Reconciling.class);
  }

  @Test
  void resumeChecksAgainAndARowThatWasRepairedBlocksNoLonger() {
    var life = Life.repairing(spec()).tell(Told.repaired("2.2", 1, 1));
    life.tell(Told.quarantined("2"), Told.repaired("2.1", 1, 1, "2"));

    life.tell(new ResumeAsked(), Told.cut(3, Optional.empty(), true), Told.checked("3.1", 1));
    life.openGate();

    assertThat(life.state()).isEqualTo(new Constraining(0));
    assertThat(life.tally().quarantine()).isEqualTo(Quarantine.EMPTY);
  }

  @Test
  void rowReportedDuringTheCheckBlocksThoughAllWasFoundRight() {
    var life = Life.reconciling(spec()).tell(Told.quarantined("3"));

    life.checkAll(2);

    assertThat(((Failed) life.state()).reason()).startsWith("1 row has " + BAD);
  }

  @Test
  void rowReportedAtTheGateIsCheckedBeforeItOpens() {
    var life = Life.reconciled(spec()).tell(Told.quarantined("3"));

    life.tell(Told.aware(5, life.now())).pass(QUIET).wake();

    assertThat(((Reconciling) life.state()).walk()).isEqualTo(Walk.begin(3));
    assertThat(life.tally().quarantine()).isEqualTo(Quarantine.EMPTY);
  }

  @Test
  void rowReportedBetweenTheStepsIsCheckedBeforeTheNext() {
    var life = Life.constraining(spec().threeSteps().gate(Gate.ASSUME));

    life.tell(Told.quarantined("3"), new StepDone("index:users_email_idx"));

    assertThat(((Reconciling) life.state()).walk()).isEqualTo(Walk.begin(3));
  }

  @Test
  void rowReportedDuringTheLastStepIsCheckedBeforeTheRelease() {
    var life = Life.constraining(spec().gate(Gate.ASSUME));

    life.tell(Told.quarantined("3"), new StepDone("not-null:email_lower"));
    var checking = life.state();
    life.tell(Told.cut(3, Optional.empty(), true), Told.checked("3.1", 1));
    life.tell(new StepDone("not-null:email_lower"));

    assertThat(checking).isInstanceOf(Reconciling.class);
    assertThat(life.state()).isInstanceOf(Releasing.class);
  }

  @Test
  void listIsBoundedAndTheSentenceSaysThatThereAreMore() {
    var life = Life.repairing(spec()).tell(Told.repaired("2.2", 1, 1));
    for (int row = 0; row < 150; row++) {
      life.tell(Told.quarantined("q" + row));
    }

    for (int round = 1; round < SecondLook.ROUNDS; round++) {
      life.tell(Told.repaired("2.1", round, 0, "q140")).wake().passBarrier();
    }
    life.tell(Told.repaired("2.1", SecondLook.ROUNDS, 0, "q140"));

    assertThat(life.tally().quarantine().first()).hasSize(100);
    assertThat(life.tally().quarantine().more()).isEqualTo(50);
    assertThat(((Failed) life.state()).reason()).startsWith("more than 100 rows have " + BAD);
  }

  @Test
  void manyBadRowsOfOneRangeAreNotTakenForAnotherWriter() {
    var life = Life.reconciling(spec());
    for (int walk = 2; walk <= 4; walk += 2) {
      life.tell(Told.muchDiffers(walk + ".1", 1, true))
          .tell(Told.cut(walk + 1, Optional.empty(), true), Told.filled((walk + 1) + ".1", 1))
          .tell(Told.cut(walk + 2, Optional.empty(), true));
    }

    life.tell(Told.quarantined("3"), Told.muchDiffers("6.1", 1, true));

    assertThat(((Failed) life.state()).reason()).contains(BAD);
  }
}
