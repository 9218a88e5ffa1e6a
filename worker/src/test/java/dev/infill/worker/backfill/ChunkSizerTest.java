package dev.infill.worker.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.ChunkLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChunkSizerTest {
  private static final Duration TARGET = Duration.ofMillis(200);
  private final ChunkSizer sizer = new ChunkSizer(limits(100, 50_000), ChunkSizer.START);

  @Test
  void beginsModerately() {
    assertThat(sizer.rows()).isEqualTo(1_000);
    assertThat(new ChunkSizer(limits(10, 500), ChunkSizer.START).rows()).isEqualTo(500);
    assertThat(new ChunkSizer(limits(2_000, 5_000), ChunkSizer.START).rows()).isEqualTo(2_000);
  }

  @Test
  void doublesAtMost() {
    sizer.took(1_000, Duration.ofMillis(1));

    assertThat(sizer.rows()).isEqualTo(2_000);
  }

  @Test
  void halvesAtMost() {
    sizer.took(1_000, Duration.ofSeconds(60));

    assertThat(sizer.rows()).isEqualTo(500);
  }

  @Test
  void comesToTheTarget() {
    for (int chunk = 0; chunk < 12; chunk++) {
      sizer.took(sizer.rows(), Duration.ofNanos(sizer.rows() * 50_000L));
    }

    assertThat(sizer.rows()).isBetween(3_950, 4_050);
  }

  @Test
  void followsAnotherTarget() {
    sizer.aimAt(Duration.ofMillis(50));
    for (int chunk = 0; chunk < 12; chunk++) {
      sizer.took(sizer.rows(), Duration.ofNanos(sizer.rows() * 50_000L));
    }

    assertThat(sizer.rows()).isBetween(950, 1_050);
  }

  @Test
  void staysWithinTheLimits() {
    for (int chunk = 0; chunk < 20; chunk++) {
      sizer.took(sizer.rows(), Duration.ofNanos(1));
    }
    assertThat(sizer.rows()).isEqualTo(50_000);
    for (int chunk = 0; chunk < 20; chunk++) {
      sizer.halve();
    }
    assertThat(sizer.rows()).isEqualTo(100);
  }

  @Test
  void learnsNothingFromTheEndOfARange() {
    sizer.took(3, Duration.ofMillis(200));
    sizer.took(0, Duration.ofMillis(200));

    assertThat(sizer.rows()).isEqualTo(1_000);
  }

  private static ChunkLimits limits(int min, int max) {
    return new ChunkLimits(min, max, TARGET, Duration.ofSeconds(2));
  }
}
