package dev.infill.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.deploy.chaos.FaultPlan.Choice;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final Duration LENGTH = Duration.ofMinutes(10);
  private static final Parts PARTS = new Parts(3, 2, 2, 4);

  @Test
  void theSameSeedGivesTheSamePlan() {
    assertThat(draw(7)).isEqualTo(draw(7));
  }

  @Test
  void anotherSeedGivesAnotherPlan() {
    assertThat(draw(8)).isNotEqualTo(draw(7));
  }

  @Test
  void everyKindIsDrawnAndHitsEachOfItsParts() {
    var hit =
        LongStream.range(0, 20)
            .boxed()
            .flatMap(seed -> draw(seed).stream())
            .collect(
                Collectors.groupingBy(
                    PlannedFault::kind,
                    Collectors.mapping(PlannedFault::victim, Collectors.toSet())));

    for (FaultKind kind : FaultKind.values()) {
      assertThat(hit.get(kind)).as(kind.text()).hasSize(PARTS.of(kind.part()));
    }
  }

  @Test
  void aPartIsLeftAloneUntilItHasComeBack() {
    for (PlannedFault fault : faultsOfManySeeds()) {
      assertThat(fault.lasts()).isBetween(fault.kind().shortest(), fault.kind().longest());
    }
    for (long seed = 0; seed < 50; seed++) {
      var over = new HashMap<String, Duration>();
      for (PlannedFault fault : draw(seed)) {
        String part = fault.kind().part() + "-" + fault.victim();
        assertThat(fault.at()).isGreaterThan(over.getOrDefault(part, Duration.ZERO));
        over.put(part, fault.over());
      }
    }
  }

  @Test
  void allIsOverWhenTheTimeIs() {
    assertThat(faultsOfManySeeds())
        .isNotEmpty()
        .allSatisfy(fault -> assertThat(fault.over()).isLessThanOrEqualTo(LENGTH));
  }

  @Test
  void aTimeTooShortForAFaultHasNone() {
    assertThat(FaultPlan.draw(7, Duration.ofSeconds(5), PARTS, Choice.ALL)).isEmpty();
  }

  @Test
  void faultsThatAreApartBeginWhenTheOneBeforeIsLongOver() {
    var choice = new Choice(EnumSet.allOf(FaultKind.class), Optional.of(Duration.ofSeconds(20)));
    for (long seed = 0; seed < 50; seed++) {
      var over = Duration.ZERO;
      for (PlannedFault fault : FaultPlan.draw(seed, LENGTH, PARTS, choice)) {
        if (!over.isZero()) {
          assertThat(fault.at().minus(over)).isGreaterThan(Duration.ofSeconds(20));
        }
        over = fault.over();
      }
    }
  }

  @Test
  void onlyTheKindsThatWereChosenAreDrawn() {
    var kinds = EnumSet.of(FaultKind.KILL_WORKER, FaultKind.KILL_BROKER);

    assertThat(FaultPlan.draw(7, LENGTH, PARTS, new Choice(kinds, Optional.empty())))
        .extracting(PlannedFault::kind)
        .isSubsetOf(kinds)
        .containsAll(kinds);
  }

  private static List<PlannedFault> draw(long seed) {
    return FaultPlan.draw(seed, LENGTH, PARTS, Choice.ALL);
  }

  private static List<PlannedFault> faultsOfManySeeds() {
    return LongStream.range(0, 50).boxed().flatMap(seed -> draw(seed).stream()).toList();
  }
}
