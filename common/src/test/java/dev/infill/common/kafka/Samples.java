package dev.infill.common.kafka;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Change;
import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Finding;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Position;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.TablePlan;
import dev.infill.common.message.Task;
import dev.infill.common.message.Tuning;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Engine;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.LookupSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.WritersSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One message of each type, as it may travel. */
final class Samples {
  static final MigrationShard ID = MigrationShard.parse("users-email-lower/shard-0");
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  static final RangeId RANGE = new RangeId(1, 7);

  /** Of a later walk, as every one that is checked. */
  private static final RangeId CHECKED = new RangeId(2, 7);

  private static final Key KEY = Key.of("4711", "a|b");
  private static final ChunkLimits LIMITS =
      new ChunkLimits(100, 20_000, Duration.ofMillis(200), Duration.ofSeconds(2));
  private static final KeyRange KEYS =
      new KeyRange(Optional.of(Key.of("4000", "")), Optional.empty());
  static final ShardAddress SHARD =
      new ShardAddress(
          new ShardId("shard-0"),
          Engine.POSTGRESQL,
          "jdbc:postgresql://127.0.0.1:5432/app",
          "infill",
          "${env:INFILL_PASSWORD}");
  private static final ColumnFill FILL =
      new ColumnFill(
          new TableName("public", "users"),
          List.of(new KeyColumn("id", "bigint"), new KeyColumn("code", "character varying(20)")),
          List.of(
              new FilledColumn("email_lower", "text", "lower(email)", Sync.DERIVED),
              new FilledColumn("token", "uuid", "gen_random_uuid()", Sync.INITIAL)),
          List.of(
              new Lookup(
                  new TableName("public", "tenants"),
                  "tenants.id = users.tenant",
                  List.of(new KeyColumn("id", "integer")))));
  private static final MigrationSpec SPEC =
      new MigrationSpec(
          new MigrationId("users-email-lower"),
          new TableName("public", "users"),
          List.of(
              new ColumnSpec(
                  "email_lower",
                  "text",
                  "lower(email)",
                  Sync.DERIVED,
                  new ConstraintsSpec(true, Optional.of("''"), Optional.empty())),
              new ColumnSpec(
                  "token", "uuid", "gen_random_uuid()", Sync.INITIAL, ConstraintsSpec.NONE)),
          List.of(new LookupSpec(new TableName("public", "tenants"), "tenants.id = users.tenant")),
          List.of(new IndexSpec("users_email_lower_idx", List.of("email_lower"), false)),
          new WritersSpec(
              WritersSpec.Gate.APPLICATION,
              Duration.ofMinutes(10),
              100,
              WritersSpec.Bridge.UNTIL_PROVEN),
          new LimitsSpec(4, 100_000, Duration.ofMillis(200), Duration.ofSeconds(2)));

  private static final Tuning TUNING =
      new Tuning(Optional.of(8), Optional.of(Duration.ofMillis(100)));
  private static final Scatter SCATTER = new Scatter(8, 40_000, "34 rows on a page, 2 indexes");

  private Samples() {}

  static List<Object> all() {
    return List.of(
        new Command.Submit(SPEC, new Fleet("users-fleet", List.of(SHARD))),
        new Command.Pause(),
        new Command.Resume(),
        new Command.RollBack(),
        new Command.Approve(Optional.of(ID.shard())),
        new Command.Tune(Optional.of(ID.shard()), TUNING),
        new Event.Submitted(SPEC, SHARD),
        new Event.PauseAsked(),
        new Event.ResumeAsked(),
        new Event.RollbackAsked(),
        new Event.ApprovalGiven(),
        new Event.TuneAsked(TUNING),
        new Event.PlanAccepted(
            new TablePlan(
                FILL,
                1_000_000,
                268_435_456,
                "18.6",
                OwnWrites.FILTERED,
                "",
                SCATTER,
                List.of(Finding.warning("long-transactions", "One is open.", "Wait for it.")))),
        new Event.PlanRefused(
            List.of(Finding.error("no-key", "The table has no key.", "Add a primary key."))),
        new Event.TurnGiven(1),
        new Event.RolloutHalted("1 of 8 shards failed"),
        new Event.ColumnAdded(),
        new Event.CapturePrepared(),
        new Event.RangesCut(1, Optional.of(Key.of("1", "")), List.of(Key.of("2", "x"), KEY), true),
        new Event.BridgeInstalled(),
        new Event.BridgeRemoved(),
        new Event.StepDone("not-null:email_lower"),
        new Event.ConstraintRefused("check:email_lower", 21, List.of(KEY)),
        new Event.Released(),
        new Event.RolledBack(),
        new Event.StepBlocked("add-column", 3, "a lock is held by pid 4242"),
        new Event.StepFailed(
            "index:users_email_lower_idx", FailureKind.PERMANENT, "no privilege", "Grant it."),
        new Event.ChunkFilled(RANGE, 2, Optional.of(KEY), 10_000, 9_990, 10, 187),
        new Event.RangeFilled(RANGE, 2, "w-1", 100_000, 99_000, 10, 11, 2_187),
        new Event.RangeReturned(RANGE, 2, Optional.of(KEY), "the pace said halt"),
        new Event.RangeChecked(
            CHECKED, 2, 100_000, 99_999, List.of(KEY), false, -8_070_450_532_247_928_832L, 950),
        new Event.RowsRepaired(CHECKED, 2, 1, List.of()),
        new Event.RowQuarantined(KEY, "22012", "division by zero"),
        new Event.TaskFailed(RANGE, 2, FailureKind.TRANSIENT, "40P01", "deadlock detected"),
        new Event.BarrierPassed("b-9", 3, 8),
        new Event.ChangesApplied(3, 200, 50, 20, 5, Optional.of(NOW), NOW, 42),
        new Event.OwnWritesSeen(5_000),
        new Event.BridgeFired(3, NOW),
        new Event.CaptureLost("the slot was invalidated"),
        new Event.PartitionsGone(List.of("A partition was dropped.")),
        new Event.PaceChanged(2, "replica lag 12 s"),
        new Event.LogLimitExceeded(33_000_000_000L, 32_000_000_000L, 1),
        new Event.SlotDropped(),
        new Event.CommitsSlow(Duration.ofMillis(61), Duration.ofMillis(50)),
        new Event.TimerFired(NOW),
        new Task.FillRange(ID, RANGE, 1, KEYS, SHARD, FILL, LIMITS, SCATTER),
        new Task.CheckRange(ID, CHECKED, 1, KEYS, SHARD, FILL, LIMITS),
        new Task.RepairRows(ID, CHECKED, 2, List.of(KEY), SHARD, FILL, LIMITS),
        new Change.RowChanged(ID, KEY, Change.RowChanged.Kind.UPDATE, NOW, false),
        new Change.LookupChanged(ID, new TableName("public", "tenants"), Key.of("7"), NOW),
        new Change.Barrier(ID, "b-9"),
        new Change.BridgeComputed(ID, NOW),
        new Capture(ID, SHARD, FILL, "infill_users", "infill_users", OwnWrites.FILTERED),
        new Position(ID, "n-1", "binlog.000003", 157, "3e11fa47:1-77", List.of("{}")),
        new Pace(ID, 4, Duration.ofMillis(200), "all is well", NOW),
        new Heartbeat("w-1", 2, 1, 34_000, List.of(ID), false, NOW));
  }
}
