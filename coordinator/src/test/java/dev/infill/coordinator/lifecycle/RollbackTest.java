package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.RolledBack;
import dev.infill.coordinator.lifecycle.Effect.RollBack;
import dev.infill.coordinator.lifecycle.ShardState.RollingBack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RollbackTest {
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PLANNED", "AWAITING_TURN", "HALTED", "FAILED_PLAN", "ROLLED_BACK"})
  void everyStateThatMayHaveChangedSomethingIsRolledBack(Phase phase) {
    var life = phase.life();

    life.tell(new RollbackAsked());
    var rollingBack = life.state();
    var wanted = life.wanted();
    var capture = life.capture();
    life.tell(new RolledBack());

    assertThat(rollingBack).isEqualTo(new RollingBack());
    assertThat(wanted).containsExactly(new RollBack());
    assertThat(capture).isEmpty();
    assertThat(life.state()).isEqualTo(new ShardState.RolledBack());
    assertThat(life.wanted()).isEmpty();
    assertThat(life.wakeAt()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"PLANNED", "AWAITING_TURN", "HALTED", "FAILED_PLAN", "ROLLED_BACK"})
  void whereNothingWasChangedNothingIsRolledBack(Phase phase) {
    var life = phase.life();

    life.tell(new RollbackAsked());

    assertThat(life.state()).isEqualTo(new ShardState.RolledBack());
    assertThat(life.wanted()).isEmpty();
  }

  @Test
  void pausedMigrationIsRolledBack() {
    var planned = Life.planned(spec()).tell(new PauseAsked(), new RollbackAsked());
    var expanding = Life.expanding(spec()).tell(new PauseAsked(), new RollbackAsked());

    assertThat(planned.state()).isEqualTo(new ShardState.RolledBack());
    assertThat(expanding.state()).isEqualTo(new RollingBack());
  }

  @Test
  void factsThatComeDuringARollbackAreLate() {
    var life = Life.rollingBack(spec());
    var before = life.migration();

    life.tell(Told.returned("1.1", 1, "4"), new PlanAccepted(Life.PLAN), new RollbackAsked());

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void failedRollbackIsTriedAgainByAResumeOrByAskingAgain() {
    var resumed = Life.rollingBack(spec()).tell(Told.stepFailed("roll-back"), new ResumeAsked());
    var asked = Life.rollingBack(spec()).tell(Told.stepFailed("roll-back"), new RollbackAsked());

    assertThat(resumed.wanted()).containsExactly(new RollBack());
    assertThat(asked.wanted()).containsExactly(new RollBack());
  }

  @Test
  void rolledBackOutOfOrderChangesNothing() {
    var life = Life.backfilling(spec());
    var before = life.migration();

    life.tell(new RolledBack());

    assertThat(life.migration()).isEqualTo(before);
  }
}
