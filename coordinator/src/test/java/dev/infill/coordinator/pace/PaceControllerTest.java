package dev.infill.coordinator.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Pace;
import dev.infill.common.shard.Signals;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.PaceSpec;
import dev.infill.common.spec.PaceSpec.Autovacuum;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceControllerTest {
  private static final LimitsSpec LIMITS =
      new LimitsSpec(8, 1_000, Duration.ofMillis(200), Duration.ofSeconds(2));
  private static final Optional<Duration> NO_CHANGES = Optional.empty();

  private final PaceController controller = new PaceController();
  private LimitsSpec spec = LIMITS;
  private boolean lagFalls;
  private Optional<Long> walRate = Optional.empty();
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
    assertThat(pace.restPercent()).isEqualTo(PaceController.MOST_REST);
  }

  @Test
  void restsOnlyWhenOneRangeInSmallChunksIsStillTooMuchAndRestsLessFirst() {
    look(commits(500), NO_CHANGES, 12);
    assertThat(pace.rangesInFlight()).isEqualTo(1);
    assertThat(pace.chunkTarget()).isEqualTo(Duration.ofMillis(25));
    assertThat(pace.restPercent()).isEqualTo(100);

    look(calm(), NO_CHANGES, PaceController.GOOD_LOOKS);
    assertThat(pace.rangesInFlight()).isEqualTo(1);
    assertThat(pace.restPercent()).isZero();

    look(calm(), NO_CHANGES, PaceController.GOOD_LOOKS);
    assertThat(pace.rangesInFlight()).isEqualTo(2);
  }

  @Test
  void whatTheSpecSwitchesOffIsNotLookedAt() {
    spec = limits(PaceSpec.OFF);

    look(commits(500), Optional.of(Duration.ofMinutes(5)), 60);

    assertThat(pace.rangesInFlight()).isEqualTo(8);
    assertThat(pace.reason()).isEqualTo("at the spec's limit");
  }

  @Test
  void walRateAboveTheSpecsLimitBrakes() {
    spec = limits(with(Optional.of(50_000_000L), Autovacuum.SLOW, Optional.empty()));

    walRate = Optional.of(80_000_000L);
    look(calm(), NO_CHANGES, 10);

    assertThat(pace.rangesInFlight()).isEqualTo(1);
    assertThat(pace.reason()).isEqualTo("slowed: WAL written 80 MB/s (limit 50)");
  }

  @Test
  void autovacuumSlowsOrStopsAsTheSpecSays() {
    var vacuuming = vacuuming();

    spec = limits(with(Optional.empty(), Autovacuum.IGNORE, Optional.empty()));
    look(vacuuming, NO_CHANGES, 60);
    assertThat(pace.rangesInFlight()).isEqualTo(8);

    spec = limits(with(Optional.empty(), Autovacuum.SLOW, Optional.empty()));
    look(vacuuming, NO_CHANGES, 60);
    assertThat(pace.rangesInFlight()).isEqualTo(1);
    assertThat(pace.reason()).isEqualTo("slowed: autovacuum is at the table");

    spec = limits(with(Optional.empty(), Autovacuum.WAIT, Optional.empty()));
    look(vacuuming, NO_CHANGES, 60);
    assertThat(pace.rangesInFlight()).isZero();
  }

  @Test
  void operatorsQueryStopsAboveItsLimitAndWhenItCannotBeAsked() {
    spec =
        limits(
            with(
                Optional.empty(),
                Autovacuum.IGNORE,
                Optional.of(new PaceSpec.Query("SELECT 1", 2.5))));

    look(asked(Optional.of(1.0)), NO_CHANGES, 60);
    assertThat(pace.rangesInFlight()).isEqualTo(8);

    look(asked(Optional.of(3.25)), NO_CHANGES, 60);
    assertThat(pace.rangesInFlight()).isZero();
    assertThat(pace.reason()).isEqualTo("slowed: the spec's query gives 3.250 (limit 2.500)");

    look(asked(Optional.empty()), NO_CHANGES, 1);
    assertThat(pace.reason()).isEqualTo("slowed: the spec's query can't be read");
  }

  @Test
  void onlySignalsThatTheEngineHasAreShown() {
    assertThat(shown(calm()))
        .contains("WAL retained by the slot 0 MB (limit 4000)", "autovacuum is not at the table")
        .noneMatch(text -> text.matches("(history|redo|semi-sync).*"));
    assertThat(shown(onMySql(Optional.of(7L), Optional.of(8), Optional.of(Duration.ofMillis(9)))))
        .contains(
            "history list length 7 (limit 1000000)",
            "redo log in use 8 % (limit 75)",
            "semi-sync wait 9 ms (limit 200)")
        .noneMatch(text -> text.matches("(WAL retained|autovacuum).*"));
  }

  private List<String> shown(Signals signals) {
    return controller.signals(signals, NO_CHANGES, walRate, spec.pace()).stream()
        .map(Pace.Signal::text)
        .toList();
  }

  @Test
  void debtGoesToZero() {
    look(calm(), Optional.of(Duration.ofSeconds(30)), 60);

    assertThat(pace.rangesInFlight()).isZero();
    assertThat(pace.reason()).isEqualTo("slowed: change lag 30000 ms (limit 10000)");
  }

  @Test
  void debtThatIsBeingPaidOffLeavesOneRangeAndLeavesZero() {
    lagFalls = true;
    look(calm(), Optional.of(Duration.ofSeconds(30)), 60);
    assertThat(pace.rangesInFlight()).isEqualTo(1);
    assertThat(pace.reason()).isEqualTo("slowed: change lag 30000 ms (limit 10000), falling");

    lagFalls = false;
    look(calm(), Optional.of(Duration.ofSeconds(30)), 10);
    assertThat(pace.rangesInFlight()).isZero();

    lagFalls = true;
    look(calm(), Optional.of(Duration.ofSeconds(20)), 1);
    assertThat(pace.rangesInFlight()).isEqualTo(1);
  }

  @Test
  void whatCannotBeReadGoesToZero() {
    look(
        new Signals(
            Optional.empty(),
            calm().commitLatency(),
            calm().activeSessions(),
            calm().lockWaiters(),
            calm().walBytes(),
            calm().slotBytes(),
            calm().autovacuum(),
            Optional.empty(),
            Optional.empty()),
        NO_CHANGES,
        60);

    assertThat(pace.rangesInFlight()).isZero();
    assertThat(pace.reason()).isEqualTo("slowed: replica lag can't be read");
  }

  @Test
  void whatOnlyMySqlHasBrakesToo() {
    look(
        onMySql(Optional.of(2_000_000L), Optional.of(20), Optional.of(Duration.ZERO)),
        NO_CHANGES,
        60);
    assertThat(pace.rangesInFlight()).isZero();
    assertThat(pace.reason()).isEqualTo("slowed: history list length 2000000 (limit 1000000)");

    look(
        onMySql(Optional.of(0L), Optional.of(90), Optional.of(Duration.ofSeconds(1))),
        NO_CHANGES,
        60);
    assertThat(pace.rangesInFlight()).isOne();
    assertThat(pace.reason())
        .isEqualTo("slowed: redo log in use 90 % (limit 75), semi-sync wait 1000 ms (limit 200)");

    look(onMySql(Optional.empty(), Optional.of(0), Optional.of(Duration.ZERO)), NO_CHANGES, 60);
    assertThat(pace.rangesInFlight()).isZero();
    assertThat(pace.reason()).isEqualTo("slowed: history list length can't be read");
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
      pace = controller.next(pace, signals, changeLag, lagFalls, walRate, spec, now);
    }
  }

  private static LimitsSpec limits(PaceSpec pace) {
    return new LimitsSpec(
        LIMITS.rangesInFlight(),
        LIMITS.rangeRows(),
        LIMITS.chunkTarget(),
        LIMITS.lockTimeout(),
        LIMITS.scatter(),
        pace,
        LIMITS.vacuum(),
        LIMITS.allowRebuild());
  }

  private static PaceSpec with(
      Optional<Long> walRate, Autovacuum autovacuum, Optional<PaceSpec.Query> query) {
    var usual = PaceSpec.DEFAULT;
    return new PaceSpec(
        usual.replicaLag(),
        usual.commitLatency(),
        usual.slowdown(),
        usual.activeSessions(),
        usual.lockWaiters(),
        walRate,
        usual.slotBytes(),
        usual.changeLag(),
        autovacuum,
        query);
  }

  private static Signals calm() {
    return Signals.calm();
  }

  private static Signals onMySql(
      Optional<Long> history, Optional<Integer> redoLog, Optional<Duration> semiSyncWait) {
    return new Signals(
        calm().replicaLag(),
        calm().commitLatency(),
        calm().activeSessions(),
        calm().lockWaiters(),
        calm().walBytes(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Signals.OnMySql(history, redoLog, semiSyncWait)));
  }

  private static Signals commits(long millis) {
    return signals(Duration.ofMillis(millis), false, Optional.empty());
  }

  private static Signals vacuuming() {
    return signals(Duration.ofMillis(1), true, Optional.empty());
  }

  private static Signals asked(Optional<Double> answer) {
    return signals(Duration.ofMillis(1), false, answer);
  }

  private static Signals signals(Duration commit, boolean vacuuming, Optional<Double> query) {
    return new Signals(
        calm().replicaLag(),
        Optional.of(commit),
        calm().activeSessions(),
        calm().lockWaiters(),
        calm().walBytes(),
        calm().slotBytes(),
        Optional.of(vacuuming),
        query,
        Optional.empty());
  }
}
