package dev.infill.coordinator.testing;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Engine;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.RolloutSpec;
import dev.infill.common.spec.ScheduleSpec;
import dev.infill.common.spec.WindowsSpec;
import dev.infill.common.spec.WritersSpec;
import dev.infill.coordinator.lifecycle.Decider;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One migration on one shard, brought to its states by events, as in life. */
public final class Migrations {
  public static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");
  public static final MigrationShard ID =
      new MigrationShard(new MigrationId("users-email"), new ShardId("shard-0"));
  public static final ShardAddress SHARD =
      new ShardAddress(
          ID.shard(), Engine.POSTGRESQL, "jdbc:postgresql://db/app", "infill", "${env:PW}");
  public static final LimitsSpec LIMITS =
      new LimitsSpec(4, 1_000, Duration.ofMillis(200), Duration.ofSeconds(2));
  public static final MigrationSpec SPEC =
      new MigrationSpec(
          ID.migration(),
          new TableName("public", "users"),
          List.of(
              new ColumnSpec(
                  "email_lower",
                  "text",
                  "lower(email)",
                  Sync.DERIVED,
                  new ConstraintsSpec(true, Optional.empty(), Optional.empty()))),
          List.of(),
          new WritersSpec(
              WritersSpec.Gate.APPLICATION,
              Duration.ofSeconds(10),
              5,
              WritersSpec.Bridge.UNTIL_PROVEN),
          LIMITS);
  public static final TablePlan PLAN =
      new TablePlan(
          ColumnFill.of(
              SPEC.table(),
              List.of(new KeyColumn("id", "bigint")),
              "email_lower",
              "text",
              "lower(email)",
              Sync.DERIVED),
          10_000,
          1 << 20,
          "18.6",
          OwnWrites.FILTERED,
          "",
          Scatter.off("the test says so"),
          List.of());

  private Migrations() {}

  /** The state after one more event. */
  public static ShardMigration after(ShardMigration before, Event event, Instant at) {
    return Decider.decide(Optional.of(before), recorded(event, at)).orElseThrow().after();
  }

  public static ShardMigration after(ShardMigration before, Event event) {
    return after(before, event, BEGUN);
  }

  public static ShardMigration planned() {
    return planned(SPEC);
  }

  private static ShardMigration planned(MigrationSpec spec) {
    return Decider.decide(Optional.empty(), recorded(new Submitted(spec, SHARD), BEGUN))
        .orElseThrow()
        .after();
  }

  public static ShardMigration expanding() {
    return expanding(planned());
  }

  private static ShardMigration expanding(ShardMigration planned) {
    return after(after(planned, new PlanAccepted(PLAN)), new TurnGiven(0));
  }

  public static ShardMigration awaitingTurn() {
    return after(planned(), new PlanAccepted(PLAN));
  }

  /** Another shard of the same migration. */
  public static ShardMigration awaitingTurn(ShardId shard) {
    var id = new MigrationShard(ID.migration(), shard);
    var submitted = new Recorded("e", id, BEGUN, "test", new Submitted(SPEC, SHARD));
    var planned = Decider.decide(Optional.empty(), submitted).orElseThrow().after();
    return after(planned, new PlanAccepted(PLAN));
  }

  public static ShardMigration capturing() {
    return capturing(expanding());
  }

  private static ShardMigration capturing(ShardMigration expanding) {
    return after(after(expanding, new ColumnAdded()), new CapturePrepared());
  }

  public static ShardMigration backfilling() {
    return backfilling(SPEC);
  }

  /** To be worked in these windows. */
  public static ShardMigration backfilling(WindowsSpec windows) {
    return backfilling(SPEC.with(LIMITS, ScheduleSpec.NONE.with(windows)));
  }

  /** One shard of a rollout. */
  public static ShardMigration backfilling(RolloutSpec rollout) {
    return backfilling(
        SPEC.with(
            LIMITS,
            new ScheduleSpec(
                WindowsSpec.ALWAYS, Optional.of(rollout), List.of(), 5, Optional.empty())));
  }

  private static ShardMigration backfilling(MigrationSpec spec) {
    var capturing = capturing(expanding(planned(spec)));
    String barrier = ((Capturing) capturing.state()).barrier().id();
    return after(capturing, new BarrierPassed(barrier, 0, 1));
  }

  /** The spec takes the writers' part as given, and asks a person. */
  public static ShardMigration awaitingApproval() {
    var writers =
        new WritersSpec(
            WritersSpec.Gate.ASSUME, Duration.ZERO, 0, WritersSpec.Bridge.UNTIL_PROVEN, true);
    var spec =
        new MigrationSpec(SPEC.name(), SPEC.table(), SPEC.columns(), List.of(), writers, LIMITS);
    var m = after(backfilling(spec), new RangesCut(1, Optional.empty(), List.of(), true));
    m = after(m, new RangeFilled(new RangeId(1, 1), 1, "w", 0, 0, 0, 0, 1));
    m = after(m, new RangesCut(2, Optional.empty(), List.of(), true));
    return after(m, new RangeChecked(new RangeId(2, 1), 1, 0, 0, List.of(), false, 0, 1));
  }

  private static Recorded recorded(Event event, Instant at) {
    return new Recorded("e", ID, at, "test", event);
  }
}
