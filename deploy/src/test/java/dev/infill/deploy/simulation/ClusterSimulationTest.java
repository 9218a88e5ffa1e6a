package dev.infill.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Whatever dies, freezes, comes twice, late or never: no row is wrong where a migration completed,
 * no constraint stands on an unreconciled shard, what appliers say is so, limits and the order of
 * waves and migrations hold, and every migration ends.
 *
 * <p>A thread that waits for another outside of the ports would wait for ever, hence the timeout.
 *
 * <p>{@code -Dsimulation.seeds=100000} runs more of them, {@code -Dsimulation.seed=4711} one alone,
 * with all its steps.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ClusterSimulationTest {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 2_000);
  private static final int MUTANT_SEEDS = 500;
  private static final int SHOWN = 150;

  private final Logger product = (Logger) LoggerFactory.getLogger("dev.infill");
  private Level before = Level.INFO;

  /** Thousands of runs tell of thousands of failures that were asked for. */
  @BeforeEach
  void keepQuiet() {
    before = product.getEffectiveLevel();
    product.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    product.setLevel(before);
  }

  @Test
  void whateverHappensNoWriteIsLost() {
    Long only = Long.getLong("simulation.seed");
    if (only != null) {
      replay(only, Set.of());
      return;
    }
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        World.run(Scenario.of(seed), Set.of(), Optional.empty());
      } catch (AssertionError | RuntimeException e) {
        replay(seed, Set.of());
        throw new AssertionError("seed " + seed + " failed once, and not when run again", e);
      }
    }
  }

  @Test
  void theSameSeedRunsTheSameSteps() {
    for (long seed = 1; seed <= 20; seed++) {
      var first = new ArrayList<String>();
      var second = new ArrayList<String>();

      World.run(Scenario.of(seed), Set.of(), Optional.of(first));
      World.run(Scenario.of(seed), Set.of(), Optional.of(second));

      assertThat(second).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFaultOfTheProductIsFound(Mutant mutant) {
    for (long seed = 1; seed <= MUTANT_SEEDS; seed++) {
      try {
        World.run(Scenario.of(seed), EnumSet.of(mutant), Optional.empty());
      } catch (AssertionError e) {
        assertThat(e).hasMessageNotContaining("it does not end");
        return;
      }
    }
    throw new AssertionError("no seed finds " + mutant);
  }

  /** Runs a seed with its steps written down; fails with the last of them. */
  private static void replay(long seed, Set<Mutant> mutants) {
    List<String> steps = new ArrayList<>();
    Scenario scenario = Scenario.of(seed);
    try {
      World.run(scenario, mutants, Optional.of(steps));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          """
          seed %d: %s
          It replays with
            ./mvnw -pl deploy -am test -Dtest=ClusterSimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=%d
          %s
          The last of its %d steps:
          %s"""
              .formatted(
                  seed,
                  e.getMessage(),
                  seed,
                  scenario,
                  steps.size(),
                  String.join(
                      "\n", steps.subList(Math.max(0, steps.size() - shown()), steps.size()))),
          e);
    }
  }

  private static int shown() {
    return Long.getLong("simulation.seed") == null ? SHOWN : Integer.MAX_VALUE / 2;
  }
}
