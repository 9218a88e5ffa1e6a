package dev.infill.coordinator.runtime;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.awaitingTurn;
import static dev.infill.coordinator.testing.Migrations.expanding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnTellerTest {
  private final TurnTeller teller = new TurnTeller(List::of, InstantSource.fixed(BEGUN));

  @Test
  void turnIsToldOnceHoweverManyEventsAreFoldedBeforeItComesBack() {
    assertThat(due(awaitingTurn())).containsExactly(Map.entry(ID, new TurnGiven(0)));
    assertThat(due(awaitingTurn())).isEmpty();
    assertThat(due(expanding())).isEmpty();
  }

  @Test
  void turnThatCouldNotBeTakenIsToldAgain() {
    due(awaitingTurn());
    var paused = after(awaitingTurn(), new PauseAsked());

    assertThat(due(paused)).isEmpty();
    assertThat(due(after(paused, new ResumeAsked()))).hasSize(1);
  }

  @Test
  void migrationOfWhichNoEventCameIsNotLookedAt() {
    assertThat(teller.due(Set.of(), Map.of(ID, awaitingTurn()))).isEmpty();
  }

  private Map<MigrationShard, Event> due(ShardMigration migration) {
    return teller.due(Set.of(ID), Map.of(ID, migration));
  }
}
