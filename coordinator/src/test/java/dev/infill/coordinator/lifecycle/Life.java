package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.QUIET;
import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;

import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Capture;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.BridgeInstalled;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.Released;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.TablePlan;
import dev.infill.common.message.Task;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Engine;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.coordinator.lifecycle.Effect.EmitBarrier;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One migration on one shard that a test brings to a phase and then tells events. */
final class Life {
  static final MigrationShard ID = MigrationShard.parse("users-email-lower/shard-0");
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final int PARTITIONS = 2;
  static final ShardAddress SHARD =
      new ShardAddress(
          ID.shard(),
          Engine.POSTGRESQL,
          "jdbc:postgresql://127.0.0.1:5432/app",
          "infill",
          "${env:INFILL_PASSWORD}");
  static final TablePlan PLAN =
      new TablePlan(
          ColumnFill.of(
              spec().build().table(),
              List.of(new KeyColumn("id", "bigint")),
              "email_lower",
              "text",
              "lower(email)",
              Sync.DERIVED),
          30,
          8_192,
          "18.6",
          OwnWrites.FILTERED,
          "",
          Scatter.off("the test says so"),
          List.of());

  private Instant now = START;
  private Optional<ShardMigration> migration = Optional.empty();
  private List<Task> tasks = List.of();

  private Life() {}

  static Life unknown() {
    return new Life();
  }

  static Life planned(SpecBuilder spec) {
    return unknown().tell(new Submitted(spec.build(), SHARD));
  }

  static Life awaitingTurn(SpecBuilder spec) {
    return planned(spec).tell(new PlanAccepted(PLAN));
  }

  static Life expanding(SpecBuilder spec) {
    return awaitingTurn(spec).tell(new TurnGiven(0));
  }

  static Life capturing(SpecBuilder spec) {
    return expanding(spec).tell(new ColumnAdded());
  }

  static Life prepared(SpecBuilder spec) {
    return capturing(spec).tell(new CapturePrepared());
  }

  /** Nothing is cut yet. */
  static Life uncut(SpecBuilder spec) {
    return prepared(spec).passBarrier();
  }

  /** Three ranges: 1.1 up to 10 and 1.2 up to 20 are out, 1.3 to the end waits. */
  static Life backfilling(SpecBuilder spec) {
    return uncut(spec).tell(Told.cut(1, Optional.empty(), true, "10", "20"));
  }

  /** Nothing is cut yet of walk 2. */
  static Life uncutCheck(SpecBuilder spec) {
    return backfilling(spec)
        .tell(Told.filled("1.1", 1), Told.filled("1.2", 1), Told.filled("1.3", 1));
  }

  /** Three ranges: 2.1 up to 10 and 2.2 up to 20 are out, 2.3 to the end waits. */
  static Life reconciling(SpecBuilder spec) {
    return uncutCheck(spec).tell(Told.cut(2, Optional.empty(), true, "10", "20"));
  }

  /** Rows 1 and 2 of 2.1 and 11 of 2.2 differ; the barrier is still to pass. */
  static Life suspecting(SpecBuilder spec) {
    return reconciling(spec)
        .tell(
            Told.checked("2.1", 1, "1", "2"), Told.checked("2.2", 1, "11"), Told.checked("2.3", 1));
  }

  /** The repairs of 2.1 and 2.2 are out. */
  static Life repairing(SpecBuilder spec) {
    return suspecting(spec).passBarrier();
  }

  /** At the gate, or behind it if the spec's gate is open. */
  static Life reconciled(SpecBuilder spec) {
    return reconciling(spec).checkAll(2);
  }

  static Life constraining(SpecBuilder spec) {
    return reconciled(spec).openGate();
  }

  /** The constraints stand; the trigger, if any, may still have to be proven. */
  static Life constrained(SpecBuilder spec) {
    var life = constraining(spec);
    ConstraintSteps.of(spec.build()).forEach(step -> life.tell(new StepDone(step)));
    return life;
  }

  static Life releasing(SpecBuilder spec) {
    var life = constrained(spec);
    return life.state() instanceof AwaitingWriters ? life.openGate() : life;
  }

  static Life completed(SpecBuilder spec) {
    return releasing(spec).tell(new Event.BridgeRemoved()).passBarrier().tell(new Released());
  }

  static Life rollingBack(SpecBuilder spec) {
    return backfilling(spec).tell(new RollbackAsked());
  }

  static Life rolledBack(SpecBuilder spec) {
    return rollingBack(spec).tell(new Event.RolledBack());
  }

  /** All three ranges of a walk are found right. */
  Life checkAll(int walk) {
    return tell(
        Told.checked(walk + ".1", 1), Told.checked(walk + ".2", 1), Told.checked(walk + ".3", 1));
  }

  /** Whatever the gate waits for happens. */
  Life openGate() {
    if (!(state() instanceof AwaitingWriters s)) {
      return this;
    }
    if (!Effects.wanted(migration()).isEmpty()) {
      return tell(new BridgeInstalled());
    }
    Instant commit = s.proof().since().plusSeconds(1);
    return pass(QUIET).tell(Told.aware(SpecBuilder.MIN_CHANGES, commit));
  }

  /** Every partition passes the barrier that is waited for. */
  Life passBarrier() {
    String barrier = barrier();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      tell(Told.passed(barrier, partition));
    }
    return this;
  }

  /** The barrier that is waited for. */
  String barrier() {
    return wanted().stream()
        .filter(EmitBarrier.class::isInstance)
        .map(effect -> ((EmitBarrier) effect).barrier())
        .findFirst()
        .orElseThrow();
  }

  Life tell(Event... events) {
    for (Event event : events) {
      var recorded = new Recorded("e", ID, now, "test", event);
      var decision = Decider.decide(migration, recorded);
      migration = decision.map(Decision::after);
      tasks = decision.map(Decision::tasks).orElse(List.of());
    }
    return this;
  }

  Life pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  /** Another coordinator goes on with the state that it reads from Kafka. */
  Life takeOver(Codec codec) {
    migration = migration.map(m -> codec.read(codec.write(m), ShardMigration.class));
    return this;
  }

  /** The moment comes for which the state asked. */
  Life wake() {
    now = wakeAt().orElseThrow();
    return tell(new Event.TimerFired(now));
  }

  Instant now() {
    return now;
  }

  boolean known() {
    return migration.isPresent();
  }

  ShardMigration migration() {
    return migration.orElseThrow();
  }

  ShardState state() {
    return migration().state();
  }

  Tally tally() {
    return migration().tally();
  }

  /** What the last event sent. */
  List<Task> tasks() {
    return tasks;
  }

  /** What the last event sent, as {@code range attempt}. */
  List<String> sent() {
    return tasks.stream().map(task -> task.range() + " " + task.attempt()).toList();
  }

  List<Effect> wanted() {
    return Effects.wanted(migration());
  }

  Optional<Instant> wakeAt() {
    return Effects.wakeAt(migration());
  }

  Optional<Capture> capture() {
    return Effects.capture(migration(), "slot", "publication");
  }
}
