package dev.infill.coordinator.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.BridgeFired;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.TimerFired;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No event is a surprise in any state. */
class EveryStateEveryEventTest {
  /** They add up: each one, even the same, proves or refutes more. */
  private static final Set<Class<?>> COUNTING = Set.of(ChangesApplied.class, BridgeFired.class);

  @Test
  void everyStateIsLookedAt() {
    var states =
        Stream.of(Phase.values())
            .map(phase -> phase.life().state().getClass())
            .collect(Collectors.<Object>toSet());

    assertThat(states).isEqualTo(Set.of((Object[]) ShardState.class.getPermittedSubclasses()));
  }

  @ParameterizedTest
  @EnumSource
  void everyEventIsTold(Phase phase) {
    assertThat(EveryEvent.of(phase.life()))
        .extracting(event -> (Object) event.getClass())
        .containsExactlyInAnyOrder((Object[]) Event.class.getPermittedSubclasses());
  }

  static Stream<Arguments> statesAndEvents() {
    return Stream.of(Phase.values())
        .flatMap(
            phase ->
                EveryEvent.of(phase.life()).stream()
                    .map(event -> Arguments.of(phase, event.getClass().getSimpleName(), event)));
  }

  @ParameterizedTest(name = "{1} when {0}")
  @MethodSource("statesAndEvents")
  void everyStateTakesEveryEventAndARepetitionChangesNoState(
      Phase phase, String name, Event event) {
    var life = phase.life();

    life.tell(event);
    var once = life.migration();
    life.tell(event);

    if (COUNTING.contains(event.getClass())) {
      assertThat(life.state().phase()).as(name).isEqualTo(once.state().phase());
    } else {
      assertThat(life.state()).as(name).isEqualTo(once.state());
      assertThat(life.tasks()).as(name).isEmpty();
    }
  }

  @ParameterizedTest(name = "{1} when {0}")
  @MethodSource("statesAndEvents")
  void whatIsWantedIsDefinedAfterwards(Phase phase, String name, Event event) {
    var life = phase.life().tell(event);

    assertThatCode(
            () -> {
              life.wanted();
              life.wakeAt();
              life.capture();
            })
        .as(name)
        .doesNotThrowAnyException();
    assertThat(life.wanted())
        .as("two effects of one name could not be told apart")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{1} when {0}")
  @MethodSource("statesAndEvents")
  void timerIsNotWantedAgainForAMomentThatHasPassed(Phase phase, String name, Event event) {
    var life = phase.life().tell(event);
    Optional<Instant> due = life.wakeAt();
    if (due.isEmpty()) {
      return;
    }

    life.wake();

    life.wakeAt().ifPresent(next -> assertThat(next).as(name).isAfter(due.get()));
    assertThat(life.tell(new TimerFired(life.now())).tasks()).isEmpty();
  }
}
