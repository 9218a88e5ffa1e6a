package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.PaceChanged;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.TablePlan;
import dev.infill.coordinator.lifecycle.ShardMigration.Paced;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Priorities, windows and pace are all one number: how many ranges may be in flight. */
class DispatchTest {
  private static final PaceChanged HALT = new PaceChanged(0, "a replica lags");
  private static final PaceChanged ONE = new PaceChanged(1, "a replica lagged");
  private static final PaceChanged FAST = new PaceChanged(99, "all is well");

  @Test
  void paceIsKeptWithItsReason() {
    var life = Life.capturing(spec()).tell(ONE);

    assertThat(life.migration().pace()).isEqualTo(new Paced(1, "a replica lagged"));
  }

  @Test
  void fasterPaceSendsMoreButNeverMoreThanTheSpecAllows() {
    var life = Life.uncut(spec().rangesInFlight(3)).tell(ONE);
    life.tell(Told.cut(1, Optional.empty(), true, "10", "20", "30", "40"));
    var slow = life.sent();

    life.tell(FAST);

    assertThat(slow).containsExactly("1.1 1");
    assertThat(life.sent()).containsExactly("1.2 1", "1.3 1");
  }

  @Test
  void wideRowsMakeSmallChunks() {
    var usual = Life.PLAN;
    var wide =
        new TablePlan(
            usual.fill(),
            1_000,
            1_000L << 20,
            usual.serverVersion(),
            usual.ownWrites(),
            usual.identityIndex(),
            usual.scatter(),
            usual.findings());

    var life =
        Life.planned(spec())
            .tell(
                new PlanAccepted(wide), new TurnGiven(0), new ColumnAdded(), new CapturePrepared())
            .passBarrier()
            .tell(Told.cut(1, Optional.empty(), true, "10"));

    assertThat(life.tasks())
        .isNotEmpty()
        .allSatisfy(
            task -> {
              assertThat(task.limits().maxRows()).isEqualTo(32);
              assertThat(task.limits().minRows()).isEqualTo(32);
            });
  }

  @Test
  void slowerPaceSendsNothingUntilThereIsRoom() {
    var life = Life.backfilling(spec()).tell(ONE);

    assertThat(life.tell(Told.filled("1.1", 1)).sent()).isEmpty();
    assertThat(life.tell(Told.filled("1.2", 1)).sent()).containsExactly("1.3 1");
  }

  @Test
  void haltSendsNothingAndWhatIsGivenBackWaits() {
    var life = Life.backfilling(spec()).tell(HALT);

    life.tell(Told.returned("1.1", 1, "4"), Told.returned("1.2", 1));
    var atHalt = life.sent();
    var wakeAt = life.wakeAt();
    life.tell(ONE);

    assertThat(atHalt).isEmpty();
    assertThat(wakeAt).isEmpty();
    assertThat(life.sent()).containsExactly("1.2 2");
  }

  @Test
  void rangeThatWaitsAtAHaltIsDoneWhenAnEarlierSendingFilledIt() {
    var life = Life.backfilling(spec()).tell(HALT, Told.returned("1.1", 1), Told.filled("1.1", 1));

    life.tell(FAST);

    assertThat(life.sent()).containsExactly("1.3 1");
  }

  @Test
  void haltSendsNoRepairAndItGoesOutWithThePace() {
    var life = Life.suspecting(spec()).tell(HALT).passBarrier();
    var atHalt = life.sent();

    life.tell(ONE);

    assertThat(atHalt).isEmpty();
    assertThat(life.sent()).containsExactly("2.1 1");
  }

  @Test
  void waitingRangeDoesNotHoldUpTheNext() {
    var life = Life.uncut(spec().rangesInFlight(1));
    life.tell(Told.cut(1, Optional.empty(), true, "10"));

    life.tell(Told.failed("1.1", 1, FailureKind.TRANSIENT));

    assertThat(life.sent()).containsExactly("1.2 1");
    assertThat(((Backfilling) life.state()).walk().out()).hasSize(1);
  }

  @Test
  void rangeThatWaitedGoesOutWithAnyEventAfterItsTime() {
    var life = Life.uncut(spec());
    life.tell(Told.cut(1, Optional.empty(), true, "10"));
    life.tell(Told.failed("1.1", 1, FailureKind.TRANSIENT));
    var soon = life.tell(FAST).sent();

    life.pass(Duration.ofSeconds(1)).tell(ONE, FAST);

    assertThat(soon).isEmpty();
    assertThat(life.sent()).containsExactly("1.1 2");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"BACKFILLING", "RECONCILING", "REPAIRING", "UNCUT", "SUSPECTING"})
  void nothingIsSentWhereNothingIsWorkedOn(Phase phase) {
    var life = phase.life();

    life.tell(ONE, FAST);

    assertThat(life.tasks()).isEmpty();
    assertThat(Effects.works(life.migration())).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"BACKFILLING", "RECONCILING", "REPAIRING", "UNCUT", "SUSPECTING"})
  void pauseTakesThePaceAway(Phase phase) {
    var life = phase.life();
    boolean works = Effects.works(life.migration());

    life.tell(new PauseAsked());

    assertThat(works).isTrue();
    assertThat(Effects.works(life.migration())).isFalse();
  }
}
