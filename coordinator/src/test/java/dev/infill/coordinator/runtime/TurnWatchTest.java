package dev.infill.coordinator.runtime;

import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.awaitingTurn;
import static dev.infill.coordinator.testing.Migrations.expanding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.TimerFired;
import dev.infill.coordinator.testing.HandClock;
import dev.infill.coordinator.testing.ToldEvents;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnWatchTest {
  private final ToldEvents events = new ToldEvents();
  private final HandClock clock = new HandClock();
  private final TurnWatch watch = new TurnWatch(events, List::of, clock);

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void turnThatHasComeIsNudgedAndAgainAfterAWhile() throws Exception {
    watch.owned(awaitingTurn());

    watch.tick();
    assertThat(events.next()).isEqualTo(new TimerFired(clock.instant()));
    watch.tick();
    clock.pass(Duration.ofSeconds(5));
    watch.tick();

    assertThat(events.next()).isEqualTo(new TimerFired(clock.instant()));
  }

  @Test
  void nothingIsToldOfWhatDoesNotWaitOrIsDecidedElsewhere() {
    watch.owned(awaitingTurn());
    watch.owned(expanding());
    watch.tick();
    watch.owned(awaitingTurn());
    watch.lost(ID);
    watch.tick();

    assertThat(events.isEmpty()).isTrue();
  }
}
