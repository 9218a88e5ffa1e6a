package dev.infill.coordinator.runtime;

import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.model.Key;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.testing.HandClock;
import dev.infill.coordinator.testing.ToldEvents;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimersTest {
  private final ToldEvents events = new ToldEvents();
  private final HandClock clock = new HandClock();
  private final Timers timers = new Timers(events, clock);

  /** A range was sent, and is to be sent again if nothing is heard of it. */
  private final ShardMigration waiting =
      after(backfilling(), new RangesCut(1, Optional.empty(), List.of(Key.of("1000")), true));

  @AfterEach
  void close() {
    timers.close();
  }

  @Test
  void momentThatHasComeIsTold() throws Exception {
    timers.owned(waiting);

    clock.pass(Duration.ofHours(1));
    timers.tick();

    assertThat(events.next()).isEqualTo(new TimerFired(Effects.wakeAt(waiting).orElseThrow()));
  }

  @Test
  void nothingIsToldBefore() {
    timers.owned(waiting);

    timers.tick();

    assertThat(events.isEmpty()).isTrue();
  }

  @Test
  void momentIsNotToldWithEveryTick() throws Exception {
    timers.owned(waiting);
    clock.pass(Duration.ofHours(1));
    timers.tick();
    events.next();

    timers.tick();

    assertThat(events.isEmpty()).isTrue();
  }

  @Test
  void momentStillAskedForIsToldAgain() throws Exception {
    timers.owned(waiting);
    clock.pass(Duration.ofHours(1));
    timers.tick();
    var first = events.next();

    clock.pass(Duration.ofMinutes(1));
    timers.tick();

    assertThat(events.next()).isEqualTo(first);
  }

  @Test
  void stateThatAsksForNothingIsLeftAlone() {
    timers.owned(waiting);
    timers.owned(after(waiting, new PauseAsked()));

    clock.pass(Duration.ofHours(1));
    timers.tick();

    assertThat(events.isEmpty()).isTrue();
  }

  @Test
  void lostShardIsLeftToItsNextOwner() {
    timers.owned(waiting);
    timers.lost(ID);

    clock.pass(Duration.ofHours(1));
    timers.tick();

    assertThat(events.isEmpty()).isTrue();
  }
}
