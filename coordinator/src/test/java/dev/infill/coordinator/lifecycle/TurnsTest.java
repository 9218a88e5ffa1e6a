package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Command;
import dev.infill.common.message.Event.CommitsSlow;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.ShardId;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.RolloutSpec;
import dev.infill.common.spec.RolloutSpec.HaltOn;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Duration SOAK = Duration.ofMinutes(10);
  private static final MigrationSpec WAVES =
      spec()
          .gate(Gate.ASSUME)
          .rollout(
              new RolloutSpec(
                  List.of(new ShardId("shard-3")), List.of(50, 100), SOAK, new HaltOn(1, 3)))
          .build();
  private static final MigrationSpec PLAIN = spec().gate(Gate.ASSUME).build();

  private final ToyFleet fleet = new ToyFleet();

  @Test
  void wavesCountTheCanaryInAndNameEachShardOnce() {
    var rollout = WAVES.schedule().rollout().orElseThrow();

    assertThat(rollout.waves(ToyFleet.ids(4)))
        .isEqualTo(
            Map.of(
                new ShardId("shard-3"), 0,
                new ShardId("shard-0"), 1,
                new ShardId("shard-1"), 2,
                new ShardId("shard-2"), 2));
    var tenth = new RolloutSpec(rollout.canary(), List.of(10, 100), SOAK, rollout.haltOn());
    assertThat(tenth.waves(ToyFleet.ids(4)).values())
        .as("a wave that the canary fills is none")
        .containsExactlyInAnyOrder(0, 1, 1, 1);
  }

  @Test
  void shardsBeginAtOnceWhereThereIsNothingToWaitFor() {
    fleet.submit(PLAIN, 3).settle();

    assertThat(fleet.all()).allMatch(m -> m.state() instanceof Completed);
  }

  @Test
  void canaryWaitsUntilEveryShardWasLookedAt() {
    fleet.submit(WAVES, 4);
    List.of("shard-0", "shard-1", "shard-3").forEach(s -> fleet.step(fleet.shard(id(s))));

    assertThat(phase("shard-3")).isEqualTo("AwaitingTurn");
    assertThat(waits("shard-3")).contains("every shard was looked at; 1 are left");

    fleet.step(fleet.shard(id("shard-2")));
    assertThat(phase("shard-3")).isEqualTo("Expanding");
  }

  @Test
  void waveBeginsWhenTheOneBeforeItWasHealthyForTheSoak() {
    fleet.submit(WAVES, 4).settle();
    assertThat(phases())
        .containsExactly("AwaitingTurn", "AwaitingTurn", "AwaitingTurn", "Completed");
    assertThat(waits("shard-0")).contains("wave 2 of 3 begins at 2026-03-01T12:10:00Z");
    assertThat(waits("shard-1")).startsWith("it is in wave 3 of 3; ");

    fleet.pass(SOAK.minusSeconds(1)).wake();
    assertThat(phase("shard-0")).isEqualTo("AwaitingTurn");

    fleet.pass(Duration.ofSeconds(1)).wake();
    assertThat(phases()).containsExactly("Expanding", "AwaitingTurn", "AwaitingTurn", "Completed");

    fleet.settle().pass(SOAK).wake().settle();
    assertThat(phases()).containsOnly("Completed");
  }

  @Test
  void failedShardHaltsTheRolloutUntilAnOperatorResumes() {
    fleet.submit(WAVES, 4).settle().pass(SOAK).wake();
    fleet.tell(id("shard-0"), failed());

    assertThat(waits("shard-1"))
        .contains("the rollout is halted: 1 of 4 shards failed")
        .contains("shard-0: add-column: must be owner")
        .contains("resume");
    fleet.pass(SOAK.multipliedBy(9)).wake().settle();
    assertThat(phase("shard-1")).isEqualTo("AwaitingTurn");

    fleet.command(WAVES, new Command.Resume());
    assertThat(fleet.turns(WAVES).halted()).isEmpty();
    fleet.settle().pass(SOAK).wake().settle();

    assertThat(phases()).containsOnly("Completed");
  }

  @Test
  void turnGivenBeforeAHaltWasFoldedIsNotTakenBehindIt() {
    fleet.submit(WAVES, 4).settle().pass(SOAK).wake();
    fleet.tell(id("shard-0"), failed());

    fleet.tell(id("shard-1"), new TurnGiven(2));

    assertThat(phase("shard-1")).isEqualTo("AwaitingTurn");
    assertThat(waits("shard-1")).contains("the rollout is halted");
  }

  @Test
  void turnIsNotTakenInAPauseSinceAnotherMigrationMayHaveBegunOnTheTable() {
    var second = spec().gate(Gate.ASSUME).name("a-second").build();
    fleet.submit(PLAIN, 1).pass(Duration.ofSeconds(1)).submit(second, 1);
    fleet.command(PLAIN, new Command.Pause());
    fleet.step(fleet.shard("a-second/shard-0"));
    fleet.tell(id("shard-0"), new PlanAccepted(Life.PLAN)).wake();
    assertThat(fleet.shard("a-second/shard-0").state().phase()).isEqualTo("Expanding");

    fleet.tell(id("shard-0"), new TurnGiven(0)).command(PLAIN, new Command.Resume());

    assertThat(phase("shard-0")).isEqualTo("AwaitingTurn");
    fleet.settle("a-second/shard-0").wake();
    assertThat(phase("shard-0")).isEqualTo("Expanding");
  }

  @Test
  void rowsThatAnOperatorHasSeenHaltNoMore() {
    fleet.submit(WAVES, 4).settle();
    List.of("1", "2", "3").forEach(key -> fleet.tell(id("shard-3"), Told.quarantined(key)));
    assertThat(waits("shard-0")).contains("3 rows can't be computed");

    fleet.command(WAVES, new Command.Resume()).pass(SOAK).wake();
    assertThat(phase("shard-0")).isEqualTo("Expanding");

    List.of("4", "5").forEach(key -> fleet.tell(id("shard-0"), Told.quarantined(key)));
    assertThat(fleet.turns(WAVES).halted()).isEmpty();
    fleet.tell(id("shard-0"), Told.quarantined("6"));
    assertThat(fleet.turns(WAVES).halted()).isPresent();
  }

  @Test
  void slowCommitsOnAShardThatIsWorkedHaltTheRolloutUntilAnOperatorResumes() {
    var limit = Duration.ofMillis(50);
    var rollout = WAVES.schedule().rollout().orElseThrow();
    var careful =
        spec()
            .gate(Gate.ASSUME)
            .rollout(
                new RolloutSpec(
                    rollout.canary(), rollout.waves(), SOAK, new HaltOn(1, 3, Optional.of(limit))))
            .build();
    fleet.submit(careful, 4).settle().pass(SOAK).wake();
    fleet.tell(id("shard-0"), new CommitsSlow(Duration.ofNanos(61_500_000), limit));

    assertThat(fleet.turns(careful).waitsFor(fleet.shard(id("shard-1"))).orElseThrow())
        .contains("the rollout is halted: small commits on shard-0 took 61.5 ms")
        .contains("haltOn.appLatency is 50 ms")
        .contains("resume");
    fleet.settle().pass(SOAK).wake().settle();
    assertThat(phase("shard-0")).isEqualTo("Completed");
    assertThat(phase("shard-1")).isEqualTo("AwaitingTurn");

    fleet.command(careful, new Command.Resume()).wake().settle();

    assertThat(phases()).containsOnly("Completed");
  }

  @Test
  void rowsThatTheCheckFindsAgainCountAgain() {
    fleet.submit(WAVES, 4);
    fleet.all().forEach(fleet::step);
    while (!(fleet.shard(id("shard-3")).state() instanceof Backfilling)) {
      fleet.step(fleet.shard(id("shard-3")));
    }
    List.of("1", "2", "3").forEach(key -> fleet.tell(id("shard-3"), Told.quarantined(key)));
    fleet.command(WAVES, new Command.Resume());
    assertThat(fleet.turns(WAVES).halted()).isEmpty();

    while (fleet.shard(id("shard-3")).state() instanceof Backfilling) {
      fleet.step(fleet.shard(id("shard-3")));
    }
    List.of("1", "2", "3").forEach(key -> fleet.tell(id("shard-3"), Told.quarantined(key)));

    assertThat(fleet.turns(WAVES).halted()).isPresent();
  }

  @Test
  void rollbackOfAShardThatHasNotBegunChangesNothingThere() {
    fleet.submit(WAVES, 4).settle().command(WAVES, new Command.RollBack());

    assertThat(phases()).containsExactly("RolledBack", "RolledBack", "RolledBack", "RollingBack");
  }

  @Test
  void migrationBeginsWhenThoseBeforeItAreComplete() {
    var second = spec().gate(Gate.ASSUME).name("second").after(PLAIN.name().name()).build();
    fleet.submit(second, 2).settle();
    assertThat(fleet.turns(second).waitsFor(fleet.shard("second/shard-0")))
        .contains("comes after users-email-lower, which was not submitted");

    fleet.submit(PLAIN, 2).settle(id("shard-0"));
    fleet.wake();
    assertThat(fleet.shard("second/shard-0").state()).isInstanceOf(AwaitingTurn.class);

    fleet.settle(id("shard-1")).wake();
    assertThat(fleet.of(second)).noneMatch(m -> m.state() instanceof AwaitingTurn);
  }

  @Test
  void migrationsOfOneTableGoOneAfterTheOtherOnEachShard() {
    var second = spec().gate(Gate.ASSUME).name("a-second").build();
    fleet.submit(PLAIN, 2).pass(Duration.ofSeconds(1)).submit(second, 2);
    fleet.all().forEach(fleet::step);
    assertThat(fleet.turns(second).waitsFor(fleet.shard("a-second/shard-0")))
        .contains("waits for users-email-lower, which is Expanding on shard-0 on the same table");

    fleet.settle(id("shard-0")).wake();

    assertThat(fleet.shard("a-second/shard-0").state().phase()).isEqualTo("Expanding");
    assertThat(fleet.shard("a-second/shard-1").state()).isInstanceOf(AwaitingTurn.class);
  }

  @Test
  void shardsWhoseKeyIsAnotherAreTold() {
    fleet.submit(WAVES, 3).settle();
    var shards = List.copyOf(fleet.all());
    var odd = shards.get(1);
    var plan = odd.plan().orElseThrow();
    var key = List.of(new KeyColumn("id", "integer"));
    var other = new ColumnFill(plan.fill().table(), key, plan.fill().columns());

    assertThat(FleetDifferences.of(List.of(shards.get(0), odd, shards.get(2)))).isEmpty();
    assertThat(
            FleetDifferences.of(
                List.of(
                    shards.get(0),
                    odd.with(
                        new TablePlan(
                            other,
                            plan.rowEstimate(),
                            plan.tableBytes(),
                            plan.serverVersion(),
                            plan.ownWrites(),
                            plan.identityIndex(),
                            plan.scatter(),
                            plan.findings())),
                    shards.get(2))))
        .containsExactly("shard-1: the key is id integer; of most, the key is id bigint");
  }

  private static StepFailed failed() {
    return new StepFailed("add-column", FailureKind.PERMANENT, "must be owner", "Grant it.");
  }

  private static String id(String shard) {
    return PLAIN.name() + "/" + shard;
  }

  private String phase(String shard) {
    return fleet.shard(id(shard)).state().phase();
  }

  private String waits(String shard) {
    return fleet.turns(WAVES).waitsFor(fleet.shard(id(shard))).orElseThrow();
  }

  private List<String> phases() {
    return fleet.all().stream().map(m -> m.state().phase()).toList();
  }
}
