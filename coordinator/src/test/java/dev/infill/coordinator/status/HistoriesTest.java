package dev.infill.coordinator.status;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.coordinator.status.History.Point;
import dev.infill.coordinator.testing.FakeViews;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HistoriesTest {
  private final FakeViews views = new FakeViews();
  private final Histories histories = new Histories();

  @Test
  void shardAndMigrationAreWatchedFromTheirFirstSecond() {
    views.put(backfilling());
    views.rate(700);

    histories.tick(views, BEGUN);
    histories.tick(views, BEGUN.plusSeconds(1));

    var expected = new Point(BEGUN.plusSeconds(1), 700, 0, 0);
    assertThat(histories.of(ID.toString()).points()).hasSize(2).last().isEqualTo(expected);
    assertThat(histories.of("users-email").points()).hasSize(2).last().isEqualTo(expected);
    assertThat(histories.of("other").points()).isEmpty();
  }

  @Test
  void curveOfADayReachesBackToItsBeginningInBoundedMemory() {
    views.put(backfilling());
    int seconds = 24 * 60 * 60;
    for (int i = 0; i < seconds; i++) {
      views.rate(i < seconds / 2 ? 100 : 300);
      histories.tick(views, BEGUN.plusSeconds(i));
    }

    var history = histories.of("users-email");

    assertThat(history.points()).hasSizeBetween(Curve.MOST / 2, Curve.MOST);
    assertThat(history.stepSeconds()).isEqualTo(128);
    assertThat(history.points().getFirst().at()).isEqualTo(BEGUN);
    assertThat(history.points().getFirst().rowsPerSecond()).isEqualTo(100);
    assertThat(history.points().getLast().rowsPerSecond()).isEqualTo(300);
  }

  @Test
  void longestLagStaysWhenPointsAreJoined() {
    var curve = new Curve(BEGUN);
    for (int i = 0; i < 4 * Curve.MOST; i++) {
      curve.add(new Point(BEGUN.plusSeconds(i), 0, i == 1_001 ? 5_000 : 10, 0));
    }

    assertThat(curve.history().points()).extracting(Point::lagMillis).contains(5_000L);
  }

  @Test
  void timeWhenNobodyWatchedHasNoPoints() {
    var curve = new Curve(BEGUN);
    curve.add(new Point(BEGUN, 1, 1, 1));
    curve.add(new Point(BEGUN.plusSeconds(100), 1, 1, 1));

    assertThat(curve.history().points()).hasSize(2);
  }

  @Test
  void whatEndedIsKeptForAWhileAndThenForgotten() {
    views.put(backfilling());
    histories.tick(views, BEGUN);
    views.put(after(planned(), new RollbackAsked()));

    histories.tick(views, BEGUN.plusSeconds(1));
    assertThat(histories.of("users-email").points()).hasSize(1);

    histories.tick(views, BEGUN.plus(Duration.ofHours(7)));
    assertThat(histories.known()).isEmpty();
  }
}
