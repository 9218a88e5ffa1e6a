package dev.infill.coordinator.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.shard.Signals;
import dev.infill.common.spec.PaceSpec;
import dev.infill.common.spec.WindowsSpec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ThrottleCauseTest {
  private static final Optional<Duration> LONG = Optional.of(Duration.ofDays(1));
  private static final Optional<Long> MUCH = Optional.of(1L << 50);

  /** Each signal alone out of bounds must be found again in the reason that people read. */
  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {
        "REPLICA_LAG",
        "RETAINED_LOG",
        "CHANGE_LAG",
        "ACTIVE_SESSIONS",
        "LOCK_WAITERS",
        "COMMIT_LATENCY",
        "LOG_RATE",
        "HISTORY_LENGTH",
        "REDO_LOG",
        "SEMI_SYNC_WAIT",
        "AUTOVACUUM",
        "QUERY"
      })
  void signalOutOfBoundsIsItsCause(ThrottleCause cause) {
    var signals =
        new Signals(
            cause == ThrottleCause.REPLICA_LAG ? LONG : Optional.of(Duration.ZERO),
            cause == ThrottleCause.COMMIT_LATENCY ? LONG : Optional.of(Duration.ZERO),
            Optional.of(cause == ThrottleCause.ACTIVE_SESSIONS ? 1_000_000 : 0),
            Optional.of(cause == ThrottleCause.LOCK_WAITERS ? 1_000_000 : 0),
            Optional.of(0L),
            cause == ThrottleCause.RETAINED_LOG ? MUCH : Optional.of(0L),
            Optional.of(cause == ThrottleCause.AUTOVACUUM),
            Optional.of(cause == ThrottleCause.QUERY ? 1e9 : 0),
            Optional.empty(),
            onMySql(cause));
    var course =
        new Reading.Course(
            cause == ThrottleCause.CHANGE_LAG ? LONG : Optional.empty(),
            false,
            cause == ThrottleCause.LOG_RATE ? MUCH : Optional.of(0L));

    var reading = Reading.of(signals, course, everything());

    assertThat(reading.reason()).isNotEmpty();
    assertThat(ThrottleCause.of("slowed: " + reading.reason())).isEqualTo(cause);
  }

  /** Of a server with MySQL where the cause is one of its own. */
  private static Optional<Signals.OnMySql> onMySql(ThrottleCause cause) {
    return Optional.of(
            new Signals.OnMySql(
                cause == ThrottleCause.HISTORY_LENGTH ? MUCH : Optional.of(0L),
                Optional.of(cause == ThrottleCause.REDO_LOG ? 100 : 0),
                cause == ThrottleCause.SEMI_SYNC_WAIT ? LONG : Optional.of(Duration.ZERO)))
        .filter(
            own ->
                EnumSet.of(
                        ThrottleCause.HISTORY_LENGTH,
                        ThrottleCause.REDO_LOG,
                        ThrottleCause.SEMI_SYNC_WAIT)
                    .contains(cause));
  }

  @Test
  void otherReasonsHaveTheirKindsToo() {
    assertThat(ThrottleCause.of("slowed: " + Reading.unreadable("no answer for 4 s").reason()))
        .isEqualTo(ThrottleCause.UNREADABLE);
    assertThat(ThrottleCause.of("recovering: all signals good"))
        .isEqualTo(ThrottleCause.RECOVERING);
    assertThat(ThrottleCause.of("works 40% of the time")).isEqualTo(ThrottleCause.SLOWDOWN);
    assertThat(ThrottleCause.of("a new reason").label()).isEqualTo("other");
  }

  @Test
  void windowsAndFrozenDaysAreOneKind() {
    var now = Instant.parse("2026-01-01T12:00:00Z");
    var utc = ZoneId.of("UTC");
    var night =
        new WindowsSpec.Window(
            EnumSet.allOf(DayOfWeek.class),
            LocalTime.of(22, 0),
            LocalTime.of(6, 0),
            utc,
            Optional.empty());
    var today = LocalDate.of(2026, 1, 1);
    var frozen = new WindowsSpec(List.of(), List.of(new WindowsSpec.Freeze(today, today)), utc);

    assertThat(
            List.of(
                new WindowsSpec(List.of(night), List.of(), utc).closed(now).orElseThrow(),
                frozen.closed(now).orElseThrow()))
        .allSatisfy(reason -> assertThat(ThrottleCause.of(reason)).isEqualTo(ThrottleCause.WINDOW));
  }

  private static PaceSpec everything() {
    var usual = PaceSpec.DEFAULT;
    return new PaceSpec(
        usual.replicaLag(),
        usual.commitLatency(),
        usual.slowdown(),
        usual.activeSessions(),
        usual.lockWaiters(),
        Optional.of(1_000_000L),
        usual.slotBytes(),
        usual.changeLag(),
        usual.autovacuum(),
        Optional.of(new PaceSpec.Query("1", 10)),
        usual.historyLength(),
        usual.redoLog(),
        usual.semiSyncWait(),
        usual.criticalSlotBytes());
  }
}
