package dev.infill.coordinator.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.shard.SchemaStore.Signals;
import dev.infill.common.spec.LimitsSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceControllerTest {
  private static final LimitsSpec LIMITS =
      new LimitsSpec(8, 1_000, Duration.ofMillis(200), Duration.ofSeconds(2));
  private static final Optional<Duration> NO_CHANGES = Optional.empty();

  private final PaceController controller = new PaceController(PaceLimits.DEFAULT);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private ShardPace pace = ShardPace.begin(LIMITS, now);

  @Test
  void beginsAtTheLimitAndStaysThereWhileAllIsCalm() {
    look(calm(), NO_CHANGES, 10);

    assertThat(pace.rangesInFlight()).isEqualTo(8);
    assertThat(pace.chunkTarget()).isEqualTo(Duration.ofMillis(200));
    assertThat(pace.reason()).isEqualTo("at the spec's limit");
  }

  @Test
  void oneBadLookOnlyWatches() {
    look(commits(300), NO_CHANGES, 1);

    assertThat(pace.rangesInFlight()).isEqualTo(8);
    assertThat(pace.reason()).isEqualTo("watching: commit latency 300 ms (limit 200)");
  }

  @Test
  void badLooksHalveRangesAndChunk() {
    look(commits(300), NO_CHANGES, 3);

    assertThat(pace.rangesInFlight()).isEqualTo(4);
    assertThat(pace.chunkTarget()).isEqualTo(Duration.ofMillis(100));
    assertThat(pace.reason()).isEqualTo("slowed: commit latency 300 ms (limit 200)");
  }

  @Test
  void loadAloneLeavesOneRange() {
    look(commits(500), NO_CHANGES, 60);

    assertThat(pace.rangesInFlight()).isEqualTo(1);
    assertThat(pace.chunkTarget()).isEqualTo(Duration.ofMillis(25));
  }

  @Test
  void debtGoesToZero() {
    look(calm(), Optional.of(Duration.ofSeconds(30)), 60);

    assertThat(pace.rangesInFlight()).isZero();
    assertThat(pace.reason()).isEqualTo("slowed: change lag 30000 ms (limit 10000)");
  }

  @Test
  void whatCannotBeReadGoesToZero() {
    look(
        new Signals(
            Optional.empty(),
            Optional.of(0L),
            Optional.of(0),
            Optional.of(0),
            Optional.of(Duration.ZERO)),
        NO_CHANGES,
        60);

    assertThat(pace.rangesInFlight()).isZero();
    assertThat(pace.reason()).isEqualTo("slowed: replica lag can't be read");
  }

  @Test
  void probeThatFailsGoesToZero() {
    for (int i = 0; i < 60; i++) {
      now = now.plusSeconds(1);
      pace = controller.unreadable(pace, "connection refused", LIMITS, now);
    }

    assertThat(pace.rangesInFlight()).isZero();
    assertThat(pace.reason()).isEqualTo("slowed: the shard can't be probed: connection refused");
  }

  @Test
  void betweenGoodAndBadIsHeld() {
    look(commits(300), NO_CHANGES, 3);

    look(commits(140), NO_CHANGES, 30);

    assertThat(pace.rangesInFlight()).isEqualTo(4);
    assertThat(pace.reason()).isEqualTo("held: commit latency 140 ms (limit 200)");
  }

  @Test
  void risesByOneAndComesBackToTheLimit() {
    look(commits(300), NO_CHANGES, 3);

    look(calm(), NO_CHANGES, PaceController.GOOD_LOOKS);
    assertThat(pace.rangesInFlight()).isEqualTo(5);

    look(calm(), NO_CHANGES, 30);
    assertThat(pace.rangesInFlight()).isEqualTo(8);
    assertThat(pace.chunkTarget()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void leavesZeroWhenOnlyLoadIsLeft() {
    look(calm(), Optional.of(Duration.ofSeconds(30)), 60);

    look(commits(300), NO_CHANGES, 10);

    assertThat(pace.rangesInFlight()).isEqualTo(1);
  }

  private void look(Signals signals, Optional<Duration> changeLag, int times) {
    for (int i = 0; i < times; i++) {
      now = now.plusSeconds(1);
      pace = controller.next(pace, signals, changeLag, LIMITS, now);
    }
  }

  private static Signals calm() {
    return commits(1);
  }

  private static Signals commits(long millis) {
    return new Signals(
        Optional.of(Duration.ZERO),
        Optional.of(0L),
        Optional.of(1),
        Optional.of(0),
        Optional.of(Duration.ofMillis(millis)));
  }
}
