package dev.infill.coordinator.status;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.expanding;
import static dev.infill.coordinator.testing.Migrations.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.Pace;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.RangeId;
import dev.infill.common.spec.WindowsSpec;
import dev.infill.common.spec.WindowsSpec.Span;
import dev.infill.common.spec.WindowsSpec.Window;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.status.ShardStatus.Blocker;
import dev.infill.coordinator.status.ShardStatus.Changes;
import dev.infill.coordinator.status.ShardStatus.Failure;
import dev.infill.coordinator.status.ShardStatus.PaceNow;
import dev.infill.coordinator.status.ShardStatus.Progress;
import dev.infill.coordinator.testing.FakeViews;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusesTest {
  private static final Instant NOW = BEGUN.plusSeconds(60);

  private final FakeViews views = new FakeViews();

  @Test
  void unknownMigrationHasNoStatus() {
    assertThat(Statuses.one(new MigrationId("other"), views, NOW)).isEmpty();
  }

  @Test
  void fillTellsRowsRateAndTimeLeft() {
    var cut = after(backfilling(), new RangesCut(1, Optional.empty(), List.of(Key.of("9")), true));
    var chunk =
        new ChunkFilled(new RangeId(1, 1), 1, Optional.of(Key.of("5")), 2_500, 2_400, 0, 90);
    views.rate(500);

    var shard = shard(after(cut, chunk));

    assertThat(shard.progress())
        .contains(
            new Progress(
                "fill", 2_500, 10_000, 25.0, 500, Optional.of(15L), 2, 0, Optional.empty()));
    assertThat(shard.report().rowsFilled()).isEqualTo(2_400);
    assertThat(Statuses.one(ID.migration(), views, NOW).orElseThrow().percent()).isEqualTo(12.5);
  }

  @Test
  void timeLeftTakesTheWindowsIntoAccount() {
    var windows =
        new WindowsSpec(
            List.of(
                new Window(
                    EnumSet.allOf(DayOfWeek.class),
                    LocalTime.of(22, 0),
                    LocalTime.of(0, 0, 50),
                    ZoneOffset.UTC,
                    Optional.empty())),
            List.of(),
            ZoneOffset.UTC);
    var cut =
        after(backfilling(windows), new RangesCut(1, Optional.empty(), List.of(Key.of("9")), true));
    var chunk =
        new ChunkFilled(new RangeId(1, 1), 1, Optional.of(Key.of("5")), 2_500, 2_400, 0, 90);

    var progress = shard(after(cut, chunk)).progress().orElseThrow();

    // 2,500 rows in the 50 s that were open, so 150 s from 22:00 on; it is 0:01 now.
    assertThat(progress.rowsPerSecond()).isZero();
    assertThat(progress.secondsLeft()).contains((21 * 60 + 59) * 60 + 150L);
    var tonight = NOW.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(22));
    assertThat(progress.openings().orElseThrow())
        .hasSize(7)
        .startsWith(new Span(tonight, tonight.plus(Duration.ofHours(2)).plusSeconds(50)));
  }

  @Test
  void changesTellWhoWrote() {
    var report = new ChangesApplied(0, 10, 4, 3, 1, Optional.of(BEGUN.plusSeconds(5)), BEGUN, 12);

    assertThat(shard(after(backfilling(), report)).changes()).isEqualTo(new Changes(10, 3, 7, 12));
  }

  @Test
  void paceIsToldWithItsReason() {
    views.put(new Pace(ID, 2, Duration.ofMillis(100), "slowed: replica lag", NOW));

    assertThat(shard(backfilling()).pace())
        .isEqualTo(new PaceNow(2, 100, 0, "slowed: replica lag", List.of()));
  }

  @Test
  void blockedStepTellsWhoBlocks() {
    var blocked =
        after(
            expanding(),
            new StepBlocked("add-column", 3, "process 7 holds it"),
            NOW.minusSeconds(5));

    assertThat(shard(blocked).blocked())
        .contains(new Blocker("add-column", "process 7 holds it", 3, 5.0));
  }

  @Test
  void failureTellsWhatToDo() {
    var failed =
        after(
            expanding(),
            new StepFailed("add-column", FailureKind.PERMANENT, "permission denied", "Grant it."));

    var shard = shard(failed);

    assertThat(shard.phase()).isEqualTo("Failed");
    assertThat(shard.below()).isEqualTo("Expanding");
    assertThat(shard.failure().map(Failure::advice)).contains("Grant it.");
  }

  @Test
  void quarantinedRowsAreListed() {
    var bad = after(backfilling(), new RowQuarantined(Key.of("13"), "22012", "division by zero"));

    assertThat(shard(bad).quarantined())
        .singleElement()
        .satisfies(row -> assertThat(row.key()).isEqualTo(Key.of("13")));
  }

  @Test
  void secondsOfEachPhaseAreTold() {
    var paused = after(backfilling(), new PauseAsked(), BEGUN.plusSeconds(20));

    var phases = shard(paused).phases();

    assertThat(phases).containsEntry("Backfilling", 20.0).containsEntry("Paused", 40.0);
    assertThat(phases.keySet())
        .containsExactly(
            "Planned", "AwaitingTurn", "Expanding", "Capturing", "Backfilling", "Paused");
  }

  @Test
  void endedMigrationStopsItsClock() {
    var rolledBack = after(planned(), new RollbackAsked(), BEGUN.plusSeconds(10));

    var shard = shard(rolledBack);

    assertThat(shard.secondsInPhase()).isZero();
    assertThat(shard.report().ended()).contains(BEGUN.plusSeconds(10));
  }

  @Test
  void silentWorkerIsNotAlive() {
    views.put(new Heartbeat("w1", 2, 1, 100, List.of(ID), false, NOW.minusSeconds(1)));
    views.put(new Heartbeat("w2", 2, 0, 0, List.of(), false, NOW.minusSeconds(30)));

    assertThat(Statuses.workers(views, NOW))
        .containsExactly(
            new WorkerStatus("w1", true, 2, 1, 100, List.of("users-email/shard-0"), false, 1.0),
            new WorkerStatus("w2", false, 2, 0, 0, List.of(), false, 30.0));
  }

  @Test
  void statusCanBeReadBackFromItsJson() {
    views.put(backfilling());
    var codec = Codec.ofMessages();
    var status = Statuses.one(ID.migration(), views, NOW).orElseThrow();

    assertThat(codec.read(codec.write(status), MigrationStatus.class)).isEqualTo(status);
  }

  private ShardStatus shard(ShardMigration migration) {
    views.put(migration);
    return Statuses.one(ID.migration(), views, NOW).orElseThrow().shards().get(0);
  }
}
