package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Command;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.RolloutSpec;
import dev.infill.common.spec.RolloutSpec.HaltOn;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever befalls its shards: no wave begins too early, and in the end all are done. */
class RolloutSimulationTest {
  private static final Duration SOAK = Duration.ofMinutes(1);

  @Property(tries = 300, seed = "20260302", edgeCases = EdgeCasesMode.NONE)
  void noWaveBeginsBeforeTheOneBeforeItIsHealthy(@ForAll long seed) {
    var random = new Random(seed);
    int shards = 1 + random.nextInt(9);
    var halt = new HaltOn(1 + random.nextInt(2), 2);
    var rollout = new RolloutSpec(ToyFleet.ids(random.nextInt(3)), List.of(40, 100), SOAK, halt);
    MigrationSpec migration = spec().gate(Gate.ASSUME).rollout(rollout).build();
    var fleet = new ToyFleet().submit(migration, shards);

    for (int turn = 0;
        fleet.all().stream().anyMatch(m -> !(m.state() instanceof Completed));
        turn++) {
      assertThat(turn).as("stuck: %s", fleet.turns(migration).waveWaitsFor()).isLessThan(20_000);
      var before = fleet.of(migration);
      boolean halted = fleet.turns(migration).halted().isPresent();
      var m = before.get(random.nextInt(shards));
      boolean resumed = false;
      switch (random.nextInt(12)) {
        case 0 -> fleet.pass(Duration.ofSeconds(random.nextInt(40))).wake();
        case 1 -> {
          if (turn < 600) {
            trouble(fleet, m, random);
          }
        }
        case 2 -> {
          resumed = random.nextInt(4) == 0;
          if (resumed) {
            fleet.command(migration, new Command.Resume());
          }
        }
        default -> fleet.step(m);
      }
      for (var after : fleet.of(migration)) {
        boolean began = before.stream().anyMatch(b -> b.id().equals(after.id()) && !b.begun());
        if (began && after.begun()) {
          assertThat(halted && !resumed).as("one begins though the rollout is halted").isFalse();
          healthy(fleet, before, after.place().wave(), halt);
        }
      }
    }
  }

  private static void trouble(ToyFleet fleet, ShardMigration m, Random random) {
    String id = m.id().toString();
    switch (random.nextInt(3)) {
      case 0 ->
          Effects.wanted(m).stream()
              .findFirst()
              .ifPresent(
                  effect ->
                      fleet.tell(
                          id,
                          new StepFailed(
                              effect.name(), FailureKind.PERMANENT, "no privilege", "Grant it.")));
      case 1 -> fleet.tell(id, new CaptureLost("the slot is gone"));
      default -> fleet.tell(id, Told.failed("1.1", 1, FailureKind.PERMANENT));
    }
  }

  /** Of the waves before, each is reconciled and was for the soak; few enough have failed. */
  private static void healthy(ToyFleet fleet, List<ShardMigration> before, int wave, HaltOn halt) {
    assertThat(fleet.all()).noneMatch(m -> m.plan().isEmpty() && !(m.state() instanceof Failed));
    assertThat(before.stream().filter(m -> m.state() instanceof Failed).count())
        .as("failed shards")
        .isLessThan(halt.failedShards() + 1L);
    for (var m : before) {
      if (m.place().wave() < wave && !(m.state() instanceof Failed)) {
        assertThat(m.reconciledSince())
            .as(m.id() + " is " + m.state().phase())
            .hasValueSatisfying(at -> assertThat(at.plus(SOAK)).isBeforeOrEqualTo(fleet.now()));
      }
    }
  }
}
