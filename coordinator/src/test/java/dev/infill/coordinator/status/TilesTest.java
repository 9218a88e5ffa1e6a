package dev.infill.coordinator.status;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.expanding;
import static dev.infill.coordinator.testing.Migrations.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.coordinator.testing.FakeViews;
import org.junit.jupiter.api.Test;

class TilesTest {
  private final FakeViews views = new FakeViews();

  @Test
  void workIsToldWithItsEngine() {
    views.put(backfilling());
    views.rate(500);

    var tile = only();

    assertThat(tile.health()).isEqualTo(Health.WORKING);
    assertThat(tile.engine()).isEqualTo("postgresql");
    assertThat(tile.version()).contains("18.6");
    assertThat(tile.rowsPerSecond()).isEqualTo(500);
    assertThat(tile.toString()).doesNotContain("jdbc");
  }

  @Test
  void failureIsToldBeforeAllElse() {
    views.put(
        after(
            expanding(),
            new StepFailed("add-column", FailureKind.PERMANENT, "It broke.", "Mend it.")));

    assertThat(only().health()).isEqualTo(Health.FAILED);
    assertThat(only().sentence()).isEqualTo("add-column: It broke.");
  }

  @Test
  void whatWaitsForALockNeedsAttention() {
    views.put(after(planned(), new StepBlocked("survey", 1, "somebody holds the lock")));

    assertThat(only().health()).isEqualTo(Health.ATTENTION);
    assertThat(only().sentence()).isEqualTo("waits: somebody holds the lock");
  }

  @Test
  void pauseWaitsAndTheEndIsTheEnd() {
    views.put(after(backfilling(), new PauseAsked()));
    assertThat(only().health()).isEqualTo(Health.WAITING);

    views.put(after(planned(), new RollbackAsked()));
    assertThat(only().health()).isEqualTo(Health.ENDED);
  }

  private ShardTile only() {
    assertThat(Tiles.all(views, BEGUN)).hasSize(1);
    return Tiles.all(views, BEGUN).getFirst();
  }
}
