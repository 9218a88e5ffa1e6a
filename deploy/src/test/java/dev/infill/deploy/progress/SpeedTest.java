package dev.infill.deploy.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SpeedTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Speed speed = new Speed();

  @Test
  void looksAtTheLastSecondsOnly() {
    for (int second = 0; second <= 20; second++) {
      speed.sample(START.plusSeconds(second), second < 10 ? 0 : (second - 9) * 1_000L);
    }

    assertThat(speed.rowsPerSecond()).isEqualTo(1_000);
    assertThat(speed.left(16_000)).contains(Duration.ofSeconds(5));
  }

  @Test
  void tellsNothingOfTheTimeLeftWhileNothingMoves() {
    speed.sample(START, 5);
    assertThat(speed.rowsPerSecond()).isZero();

    speed.sample(START.plusSeconds(1), 5);
    assertThat(speed.left(10)).isEmpty();
  }

  @Test
  void beginsAnewWithAnotherWalk() {
    speed.sample(START, 1_000);
    speed.sample(START.plusSeconds(1), 2_000);

    speed.sample(START.plusSeconds(2), 10);

    assertThat(speed.rowsPerSecond()).isZero();
  }
}
