package dev.infill.coordinator.status;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.expanding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.Pace;
import dev.infill.common.model.Key;
import dev.infill.common.spec.WindowsSpec;
import dev.infill.common.spec.WindowsSpec.Window;
import dev.infill.coordinator.status.Demand.Next;
import dev.infill.coordinator.testing.FakeViews;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemandTest {
  private static final Instant NOW = BEGUN.plusSeconds(60);

  private final FakeViews views = new FakeViews();

  @Test
  void nobodyIsNeededWhereNothingIsWorkedOn() {
    views.put(expanding());

    assertThat(demand()).isEqualTo(new Demand(0, 0, Optional.empty()));
  }

  @Test
  void workersAreThoseForTheRangesThatThePaceAllows() {
    views.put(backfilling());
    views.put(new Pace(ID, 3, Duration.ofMillis(200), "slowed", NOW));
    assertThat(demand()).isEqualTo(new Demand(3, 2, Optional.empty()));

    views.put(new Heartbeat("w-1", 4, 0, 0, List.of(), false, NOW));
    assertThat(demand().workers()).isEqualTo(1);
  }

  @Test
  void rangesThatAreNotThereNeedNoWorker() {
    views.put(after(backfilling(), new RangesCut(1, Optional.empty(), List.of(Key.of("9")), true)));
    views.put(new Pace(ID, 4, Duration.ofMillis(200), "at the limit", NOW));

    assertThat(demand().ranges()).isEqualTo(2);
  }

  @Test
  void whatWillBeNeededWhenAWindowBeginsIsTold() {
    var night =
        new Window(
            EnumSet.allOf(DayOfWeek.class),
            LocalTime.of(22, 0),
            LocalTime.of(6, 0),
            ZoneOffset.UTC,
            Optional.of(16));
    views.put(backfilling(new WindowsSpec(List.of(night), List.of(), ZoneOffset.UTC)));
    views.put(new Pace(ID, 16, Duration.ofMillis(200), "at the limit", NOW));
    Instant morning = Instant.parse("2026-01-01T06:00:00Z");
    Instant evening = Instant.parse("2026-01-01T22:00:00Z");

    assertThat(demand()).isEqualTo(new Demand(16, 8, Optional.of(new Next(morning, 0, 0))));
    assertThat(Demand.of(views, morning))
        .isEqualTo(new Demand(0, 0, Optional.of(new Next(evening, 16, 8))));
  }

  private Demand demand() {
    return Demand.of(views, NOW);
  }
}
