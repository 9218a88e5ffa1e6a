package dev.infill.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultCountTest {
  private static final Set<String> BOTH = Set.of("shard-0", "shard-1");

  private final ProgressLog progress = new ProgressLog();

  @Test
  void aShardHasRecoveredWhenItGetsOnASecondTime() {
    seen("shard-0", 9, 11, 14, 15);

    assertThat(progress.recovery(seconds(10), Set.of("shard-0"))).contains(seconds(4));
  }

  @Test
  void theSlowestShardCounts() {
    seen("shard-0", 11, 12);
    seen("shard-1", 11, 17);

    assertThat(progress.recovery(seconds(10), BOTH)).contains(seconds(7));
  }

  @Test
  void anEndedMigrationHasNothingToRecover() {
    progress.seen("shard-0", new ProgressLog.Seen(seconds(12), true));

    assertThat(progress.recovery(seconds(10), Set.of("shard-0"))).contains(seconds(2));
  }

  @Test
  void aShardThatNeverGetsOnAgainIsNotMeasured() {
    seen("shard-0", 9, 11);

    assertThat(progress.recovery(seconds(10), Set.of("shard-0"))).isEmpty();
  }

  @Test
  void medianAndMaximumAreOfThoseThatWereMeasured() {
    seen("shard-0", 1, 2, 11, 14, 21, 29);
    var faults =
        List.of(
            kill(0, Set.of("shard-0")),
            kill(10, Set.of("shard-0")),
            kill(20, Set.of("shard-0")),
            kill(20, Set.of()),
            kill(30, Set.of("shard-0")));

    FaultCount count = FaultCount.of(faults, progress).getFirst();

    assertThat(count.kind()).isEqualTo(FaultKind.KILL_WORKER);
    assertThat(count.injected()).isEqualTo(5);
    assertThat(count.measured()).isEqualTo(3);
    assertThat(count.medianSeconds()).contains(4.0);
    assertThat(count.maxSeconds()).contains(9.0);
  }

  private static Injected kill(int at, Set<String> felt) {
    return new Injected(seconds(at), FaultKind.KILL_WORKER, felt);
  }

  private void seen(String shard, int... at) {
    for (int second : at) {
      progress.seen(shard, new ProgressLog.Seen(seconds(second), false));
    }
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
