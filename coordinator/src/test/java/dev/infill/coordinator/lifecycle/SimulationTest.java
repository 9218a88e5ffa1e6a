package dev.infill.coordinator.lifecycle;

import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.ToyWorld.Scenario;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens in whatever order: it completes, and no row is wrong. */
class SimulationTest {
  @Property(tries = 2_000, seed = "20260301", edgeCases = EdgeCasesMode.NONE)
  void migrationCompletesWithEveryRowRight(@ForAll("scenarios") Scenario scenario) {
    new ToyWorld(scenario).run();
  }

  @Provide
  Arbitrary<Scenario> scenarios() {
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(1, 10),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(0, 600))
        .flatAs(
            (seed, rows, rangeRows, inFlight, partitions, trouble, troubled) ->
                Combinators.combine(
                        Arbitraries.of(Gate.class),
                        Arbitraries.of(Bridge.class),
                        Arbitraries.of(false, true),
                        Arbitraries.of(false, true))
                    .as(
                        (gate, bridge, windows, approval) ->
                            new Scenario(
                                seed,
                                rows,
                                rangeRows,
                                inFlight,
                                partitions,
                                trouble,
                                troubled,
                                gate,
                                bridge,
                                windows,
                                approval)));
  }
}
