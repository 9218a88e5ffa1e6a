package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;

import dev.infill.common.message.Event.LogLimitExceeded;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.RolloutHalted;
import dev.infill.common.message.FailureKind;
import dev.infill.common.spec.WritersSpec.Bridge;
import java.util.function.Supplier;

/** Every state that a migration can be in, and more than one of those that have parts. */
enum Phase {
  PLANNED(() -> Life.planned(spec())),
  AWAITING_TURN(() -> Life.awaitingTurn(spec())),
  HALTED(() -> Life.awaitingTurn(spec()).tell(new RolloutHalted("1 of 2 shards failed"))),
  EXPANDING(() -> Life.expanding(spec())),
  CAPTURING(() -> Life.capturing(spec())),
  PREPARED(() -> Life.prepared(spec())),
  UNCUT(() -> Life.uncut(spec())),
  BACKFILLING(() -> Life.backfilling(spec())),
  RECONCILING(() -> Life.reconciling(spec())),
  SUSPECTING(() -> Life.suspecting(spec())),
  REPAIRING(() -> Life.repairing(spec())),
  AWAITING_WRITERS(() -> Life.reconciled(spec())),
  AWAITING_BRIDGE(() -> Life.reconciled(spec().trigger(Bridge.UNTIL_PROVEN))),
  AWAITING_APPROVAL(() -> Life.reconciled(spec().approval(true)).openGate()),
  BRIDGED(() -> Life.constrained(spec().trigger(Bridge.UNTIL_PROVEN))),
  CONSTRAINING(() -> Life.constraining(spec().threeSteps())),
  UNBRIDGING(() -> Life.releasing(spec().trigger(Bridge.UNTIL_PROVEN))),
  RELEASING(() -> Life.releasing(spec())),
  RELEASING_SLOT(() -> Life.releasing(spec()).passBarrier()),
  COMPLETED(() -> Life.completed(spec())),
  PAUSED(() -> Life.backfilling(spec()).tell(new PauseAsked())),
  FAILED(() -> Life.backfilling(spec()).tell(Told.failed("1.1", 1, FailureKind.PERMANENT))),
  FAILED_PLAN(() -> Life.planned(spec()).tell(Told.stepFailed("survey"))),
  FAILED_BRIDGED(
      () ->
          Life.constraining(spec().trigger(Bridge.KEEP))
              .tell(Told.stepFailed("not-null:email_lower"))),
  GIVEN_UP(() -> Life.reconciled(spec()).tell(new LogLimitExceeded(40_000, 32_000, 0))),
  ROLLING_BACK(() -> Life.rollingBack(spec())),
  ROLLED_BACK(() -> Life.rolledBack(spec()));

  @SuppressWarnings("ImmutableEnumChecker") // Each of these lambdas captures nothing.
  private final Supplier<Life> life;

  Phase(Supplier<Life> life) {
    this.life = life;
  }

  /** A new life that has come so far. */
  Life life() {
    return life.get();
  }
}
