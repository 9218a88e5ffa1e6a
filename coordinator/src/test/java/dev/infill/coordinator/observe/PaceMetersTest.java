package dev.infill.coordinator.observe;

import static dev.infill.coordinator.testing.Migrations.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.runtime.PaceSink;
import dev.infill.coordinator.testing.HandClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceMetersTest {
  private final HandClock clock = new HandClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Object> passed = new ArrayList<>();
  private final PaceMeters meters =
      new PaceMeters(
          new PaceSink() {
            @Override
            public void publish(Pace pace) {
              passed.add(pace);
            }

            @Override
            public void remove(MigrationShard id) {
              passed.add(id);
            }
          },
          registry,
          clock);

  @Test
  void timeBelowTheSpecsLimitIsCountedByItsCause() {
    tell(8, "at the spec's limit");
    clock.pass(Duration.ofSeconds(5));
    tell(4, "slowed: replica lag 900 ms (limit 500)");
    clock.pass(Duration.ofSeconds(2));
    tell(4, "recovering: all signals good");
    clock.pass(Duration.ofSeconds(3));
    tell(8, "at the spec's limit");
    clock.pass(Duration.ofSeconds(9));
    tell(8, "at the spec's limit");

    assertThat(seconds("replica_lag")).isEqualTo(2);
    assertThat(seconds("recovering")).isEqualTo(3);
    assertThat(passed).hasSize(5);
  }

  @Test
  void standstillWithoutWorkIsNoThrottling() {
    tell(8, "at the spec's limit");
    tell(0, "nothing to work on: Paused");
    clock.pass(Duration.ofSeconds(5));
    tell(8, "at the spec's limit");
    meters.remove(ID);

    assertThat(
            registry.find("infill.throttled").functionCounters().stream()
                .mapToDouble(counter -> counter.count())
                .sum())
        .isZero();
    assertThat(passed).contains(ID);
  }

  private void tell(int ranges, String reason) {
    meters.publish(new Pace(ID, ranges, Duration.ofMillis(100), reason, clock.instant()));
  }

  private double seconds(String cause) {
    return registry.get("infill.throttled").tag("cause", cause).functionCounter().count();
  }
}
