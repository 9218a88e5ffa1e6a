package dev.infill.coordinator.pace;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SustainedLatencyTest {
  private static final Duration QUICK = Duration.ofMillis(2);
  private static final Duration SLOW = Duration.ofMillis(60);

  @Test
  void nothingIsSaidBeforeAWholeWhile() {
    var latency = each(SustainedLatency.NONE, SLOW, 0, 29);

    assertThat(latency.median(at(29))).isEmpty();
    assertThat(latency.with(SLOW, at(30)).median(at(30))).contains(SLOW);
  }

  @Test
  void slowMomentsDoNotMakeAWhileSlow() {
    var latency = each(each(SustainedLatency.NONE, QUICK, 0, 20), SLOW, 21, 34);

    assertThat(latency.median(at(34))).contains(QUICK);
  }

  @Test
  void onlyTheLastWhileCounts() {
    var latency = each(each(SustainedLatency.NONE, QUICK, 0, 100), SLOW, 101, 131);

    assertThat(latency.median(at(131))).contains(SLOW);
    assertThat(latency.recent()).hasSize(31);
  }

  @Test
  void serverThatAnswersSeldomIsSlowAllTheSame() {
    var latency = SustainedLatency.NONE;
    for (int second = 0; second <= 36; second += 6) {
      latency = latency.with(Duration.ofSeconds(5), at(second));
    }

    assertThat(latency.median(at(36))).contains(Duration.ofSeconds(5));
  }

  @Test
  void oldCommitsSayNothing() {
    var latency = each(SustainedLatency.NONE, SLOW, 0, 40);

    assertThat(latency.median(at(90))).isEmpty();
  }

  private static SustainedLatency each(SustainedLatency before, Duration took, int from, int to) {
    return IntStream.rangeClosed(from, to)
        .boxed()
        .reduce(before, (all, second) -> all.with(took, at(second)), (a, b) -> b);
  }

  private static Instant at(int second) {
    return BEGUN.plusSeconds(second);
  }
}
