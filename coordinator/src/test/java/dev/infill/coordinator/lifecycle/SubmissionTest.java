package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.PlanRefused;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.RolledBack;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.Finding;
import dev.infill.coordinator.lifecycle.Effect.AddColumn;
import dev.infill.coordinator.lifecycle.Effect.PrepareCapture;
import dev.infill.coordinator.lifecycle.Effect.Survey;
import dev.infill.coordinator.lifecycle.ShardMigration.Blocked;
import dev.infill.coordinator.lifecycle.ShardMigration.PhaseEntered;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import dev.infill.coordinator.lifecycle.ShardState.Expanding;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Planned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From the submission to the column. */
class SubmissionTest {
  private static final Submitted SUBMITTED = new Submitted(spec().build(), Life.SHARD);
  private static final PlanRefused REFUSED =
      new PlanRefused(
          List.of(
              Finding.error("no-key", "The table has no key.", "Add one."),
              Finding.note("big", "The table is big.", "Be patient.")));

  @Test
  void eventOfAnUnknownMigrationIsIgnored() {
    var life = Life.unknown();

    life.tell(new ColumnAdded());

    assertThat(life.known()).isFalse();
  }

  @Test
  void submittedMigrationIsPlannedFirst() {
    var life = Life.unknown();

    life.tell(SUBMITTED);

    assertThat(life.state()).isEqualTo(new Planned());
    assertThat(life.wanted()).containsExactly(new Survey());
    assertThat(life.migration().allowed(life.now())).isEqualTo(2);
    assertThat(life.migration().phases()).containsExactly(new PhaseEntered("Planned", Life.START));
  }

  @Test
  void repeatedSubmissionChangesNothing() {
    var life = Life.backfilling(spec());
    var before = life.migration();

    life.tell(SUBMITTED);

    assertThat(life.migration()).isEqualTo(before);
    assertThat(life.tasks()).isEmpty();
  }

  @Test
  void acceptedPlanLetsTheColumnBeAddedInItsTurn() {
    var life = Life.planned(spec());

    life.tell(new PlanAccepted(Life.PLAN));
    assertThat(life.state()).isEqualTo(AwaitingTurn.OPEN);
    assertThat(life.wanted()).isEmpty();
    life.tell(new TurnGiven(0));

    assertThat(life.state()).isEqualTo(new Expanding());
    assertThat(life.migration().plan()).contains(Life.PLAN);
    assertThat(life.wanted()).containsExactly(new AddColumn());
  }

  @Test
  void latePlanChangesNothing() {
    var life = Life.capturing(spec());
    var before = life.migration();

    life.tell(new PlanAccepted(Life.PLAN), REFUSED);

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void refusedPlanFailsAndTellsTheErrorsOnly() {
    var life = Life.planned(spec());

    life.tell(REFUSED);

    assertThat(life.state())
        .isEqualTo(
            new Failed(new Planned(), "refused by the plan: The table has no key.", "Add one."));
    assertThat(life.migration().findings()).isEqualTo(REFUSED.findings());
    assertThat(life.wanted()).isEmpty();
  }

  @Test
  void refusedMigrationMayBeSubmittedAgain() {
    var life = Life.planned(spec()).tell(REFUSED).pass(Duration.ofHours(1));

    life.tell(SUBMITTED);

    assertThat(life.state()).isEqualTo(new Planned());
    assertThat(life.migration().submittedAt()).isEqualTo(life.now());
    assertThat(life.migration().findings()).isEmpty();
  }

  @Test
  void rolledBackMigrationMayBeSubmittedAgain() {
    var life = Life.rolledBack(spec()).pass(Duration.ofHours(1));

    life.tell(SUBMITTED);

    assertThat(life.state()).isEqualTo(new Planned());
    assertThat(life.tally()).isEqualTo(Tally.NOTHING);
  }

  @Test
  void answerForARangeOfAnEarlierSubmissionIsNotTakenForOneOfThis() {
    var life = Life.rolledBack(spec()).pass(Duration.ofHours(1));
    var earlier = Told.filled("1.1", 1);

    life.tell(SUBMITTED, new PlanAccepted(Life.PLAN), new TurnGiven(0), new ColumnAdded());
    life.tell(new CapturePrepared()).passBarrier();
    int walk = ((Backfilling) life.state()).walk().number();
    life.tell(Told.cut(walk, Optional.empty(), true, "15"));
    var before = life.migration();
    life.tell(earlier);

    assertThat(before.state()).isInstanceOf(Backfilling.class);
    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void barriersOfTwoSubmissionsDiffer() {
    var life = Life.prepared(spec());
    String first = life.barrier();

    life.tell(new RollbackAsked(), new RolledBack());
    life.pass(Duration.ofHours(1));
    life.tell(SUBMITTED, new PlanAccepted(Life.PLAN), new TurnGiven(0), new ColumnAdded());
    life.tell(new CapturePrepared());

    assertThat(life.barrier()).isNotEqualTo(first);
  }

  @Test
  void addedColumnLetsTheCaptureBePrepared() {
    var life = Life.expanding(spec());

    life.tell(new ColumnAdded());

    assertThat(life.state()).isInstanceOf(Capturing.class);
    assertThat(life.wanted()).containsExactly(new PrepareCapture(false));
    assertThat(life.capture()).isEmpty();
  }

  @Test
  void lateColumnAddedChangesNothing() {
    var life = Life.backfilling(spec());
    var before = life.migration();

    life.tell(new ColumnAdded());

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void blockedStepTellsSinceWhenUntilItIsDone() {
    var life = Life.expanding(spec());
    var blocked = new StepBlocked("add-column", 1, "pid 7 holds a lock");
    var since = life.now();

    life.tell(blocked).pass(Duration.ofSeconds(10));
    life.tell(new StepBlocked("add-column", 2, "pid 8 holds a lock"));

    assertThat(life.migration().blocked())
        .contains(new Blocked("add-column", "pid 8 holds a lock", 2, since));
    assertThat(life.tell(new ColumnAdded()).migration().blocked()).isEmpty();
  }

  @Test
  void blockOfAnotherStepIsLate() {
    var life = Life.capturing(spec());

    life.tell(new StepBlocked("add-column", 1, "pid 7 holds a lock"));

    assertThat(life.migration().blocked()).isEmpty();
  }
}
