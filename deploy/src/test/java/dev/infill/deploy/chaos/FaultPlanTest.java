package dev.infill.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final Duration LENGTH = Duration.ofMinutes(10);
  private static final Parts PARTS = new Parts(3, 2, 2, 4);

  @Test
  void theSameSeedGivesTheSamePlan() {
    assertThat(FaultPlan.draw(7, LENGTH, PARTS)).isEqualTo(FaultPlan.draw(7, LENGTH, PARTS));
  }

  @Test
  void anotherSeedGivesAnotherPlan() {
    assertThat(FaultPlan.draw(8, LENGTH, PARTS)).isNotEqualTo(FaultPlan.draw(7, LENGTH, PARTS));
  }

  @Test
  void everyKindIsDrawnAndHitsEachOfItsParts() {
    var hit =
        LongStream.range(0, 20)
            .boxed()
            .flatMap(seed -> FaultPlan.draw(seed, LENGTH, PARTS).stream())
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
      for (PlannedFault fault : FaultPlan.draw(seed, LENGTH, PARTS)) {
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
    assertThat(FaultPlan.draw(7, Duration.ofSeconds(5), PARTS)).isEmpty();
  }

  private static List<PlannedFault> faultsOfManySeeds() {
    return LongStream.range(0, 50)
        .boxed()
        .flatMap(seed -> FaultPlan.draw(seed, LENGTH, PARTS).stream())
        .toList();
  }
}
