package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.ConstraintRefused;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.model.Key;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.Effect.Constrain;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConstrainingTest {
  private static final String INDEX = "index:users_email_idx";
  private static final ConstraintRefused REFUSED =
      new ConstraintRefused("not-null:email_lower", 2, List.of(Key.of("7", "a"), Key.of("8", "b")));

  @Test
  void stepsAreTakenOneAfterTheOther() {
    var life = Life.constraining(spec().threeSteps());

    assertThat(life.wanted()).containsExactly(new Constrain(INDEX));
    assertThat(life.tell(new StepDone(INDEX)).wanted())
        .containsExactly(new Constrain("default:email_lower"));
    assertThat(life.tell(new StepDone("default:email_lower")).wanted())
        .containsExactly(new Constrain("not-null:email_lower"));
    assertThat(life.tell(new StepDone("not-null:email_lower")).state())
        .isInstanceOf(Releasing.class);
  }

  @Test
  void repeatedAndLaterStepsChangeNothing() {
    var life = Life.constraining(spec().threeSteps()).tell(new StepDone(INDEX));
    var before = life.migration();

    life.tell(new StepDone(INDEX), new StepDone("not-null:email_lower"));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void stepThatIsDoneIsNotBlockedAnyMore() {
    var life = Life.constraining(spec().threeSteps());
    life.tell(new StepBlocked(INDEX, 1, "pid 7 holds a lock"));

    life.tell(new StepDone(INDEX));

    assertThat(life.migration().blocked()).isEmpty();
  }

  @Test
  void rowsThatStandAgainstAConstraintAreCheckedAgain() {
    var life = Life.constraining(spec());

    life.tell(REFUSED);

    assertThat(life.state()).isEqualTo(new Reconciling(Walk.begin(3), List.of(), Optional.empty()));
    assertThat(life.tally().refusals()).isEqualTo(1);
  }

  @Test
  void lateOrRepeatedRefusalChangesNothing() {
    var life = Life.constraining(spec().threeSteps());
    var before = life.migration();
    life.tell(REFUSED);
    assertThat(life.migration()).isEqualTo(before);

    life.tell(new StepDone(INDEX), new StepDone("default:email_lower"), REFUSED);
    var refusedOnce = life.migration();
    life.tell(REFUSED);

    assertThat(life.migration()).isEqualTo(refusedOnce);
  }

  @Test
  void thirdRefusalIsForAPersonAndNamesTheRows() {
    var life = Life.constraining(spec().gate(Gate.ASSUME));
    refuse(life, 3);
    refuse(life, 4);

    life.tell(REFUSED);

    var failed = (Failed) life.state();
    assertThat(failed.reason())
        .isEqualTo("2 rows stand against not-null:email_lower; the first keys: 7,a 8,b");
    assertThat(life.wanted()).isEmpty();
  }

  @Test
  void resumeAfterTheThirdRefusalChecksEveryRowAndMayBeRefusedAgain() {
    var life = Life.constraining(spec().gate(Gate.ASSUME));
    refuse(life, 3);
    refuse(life, 4);
    life.tell(REFUSED);

    life.tell(new ResumeAsked());
    var resumed = life.state();
    int walk = ((Reconciling) resumed).walk().number();
    life.tell(Told.cut(walk, Optional.empty(), true), Told.checked(walk + ".1", 1));
    var constraining = life.state();
    life.tell(REFUSED);

    assertThat(constraining).isEqualTo(new Constraining(0));
    assertThat(life.state()).isInstanceOf(Reconciling.class);
  }

  private static void refuse(Life life, int walk) {
    life.tell(REFUSED, Told.cut(walk, Optional.empty(), true), Told.checked(walk + ".1", 1));
    assertThat(life.state()).isEqualTo(new Constraining(0));
  }
}
