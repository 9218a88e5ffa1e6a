package dev.infill.coordinator.runtime;

import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.capturing;
import static dev.infill.coordinator.testing.Migrations.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.PaceChanged;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.TuneAsked;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Tuning;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.WindowsSpec;
import dev.infill.common.spec.WindowsSpec.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceLoopTest extends OnPaceLoop {
  @Test
  void shardThatBeginsToBeWorkedHasThePaceOfItsSpecAtOnce() {
    loop.owned(backfilling());

    assertThat(last().rangesInFlight()).isEqualTo(4);
  }

  @Test
  void pauseIsToldAtOnce() {
    loop.owned(backfilling());

    loop.owned(after(backfilling(), new PauseAsked()));

    assertThat(last().rangesInFlight()).isZero();
    assertThat(last().reason()).isEqualTo("nothing to work on: Paused");
  }

  @Test
  void noTickSpeedsUpWhatIsPaused() {
    loop.owned(backfilling());
    loop.owned(after(backfilling(), new PauseAsked()));

    loop.tick();

    assertThat(last().rangesInFlight()).isZero();
  }

  @Test
  void resumeIsToldAtOnce() {
    var paused = after(backfilling(), new PauseAsked());
    loop.owned(paused);

    loop.owned(after(paused, new ResumeAsked()));

    assertThat(last().rangesInFlight()).isEqualTo(4);
  }

  @Test
  void endedMigrationHasNoPace() {
    loop.owned(after(planned(), new RollbackAsked()));

    assertThat(told).containsExactly(Optional.empty());
  }

  @Test
  void paceIsToldEachSecondEvenWhenNothingChanges() {
    loop.owned(backfilling());
    int before = told.size();

    loop.tick();
    loop.tick();

    assertThat(told).hasSize(before + 2);
  }

  @Test
  void shardThatCannotBeProbedIsSlowedAndTheChangeTold() throws Exception {
    loop.owned(backfilling());

    loop.tick();
    assertThat(events.next()).isInstanceOf(PaceChanged.class); // how it begins
    for (int i = 0; i < 40 && events.isEmpty(); i++) {
      store.next(
          () -> {
            throw new ShardFailure(FailureKind.TRANSIENT, "08001", "connection refused");
          });
      clock.pass(Duration.ofSeconds(1));
      loop.tick();
    }

    assertThat(events.next())
        .isInstanceOfSatisfying(
            PaceChanged.class,
            e -> {
              assertThat(e.rangesInFlight()).isEqualTo(2);
              assertThat(e.reason()).contains("can't be probed");
            });
  }

  @Test
  void beginsWithAShareOfTheTimeAndTellsIt() throws Exception {
    loop.owned(backfilling());
    assertThat(last().restPercent()).isEqualTo(1_500);

    loop.tick();

    assertThat(events.next())
        .isInstanceOfSatisfying(
            PaceChanged.class,
            e -> {
              assertThat(e.rangesInFlight()).isEqualTo(4);
              assertThat(e.reason()).startsWith("works 6% of the time: listening");
            });
  }

  @Test
  void worksAllTheTimeWhereNobodyElseIs() throws Exception {
    store.isAlone(true);
    loop.owned(backfilling());

    tickUntil(() -> last().restPercent() == 0);

    assertThat(last().reason()).isEqualTo("at the spec's limit");
  }

  @Test
  void whatWasHeardBeforeTheWorkIsTheCalm() throws Exception {
    store.commitsTake(Duration.ofMillis(2));
    loop.owned(capturing());
    assertThat(last().rangesInFlight()).isZero();
    for (int i = 0; i < 6; i++) {
      tickUntilCalled("probe");
    }

    store.commitsTake(Duration.ofMillis(9));
    loop.owned(backfilling());
    assertThat(last().rangesInFlight()).isEqualTo(4);
    tickUntil(() -> !last().reason().contains("listening"));

    assertThat(last().restPercent()).isEqualTo(1_500);
    assertThat(last().reason()).contains("small commits take 9.0 ms, 4.5 times the 2.0");
  }

  @Test
  void yieldsWhenCommitsBecomeSlow() throws Exception {
    store.commitsTake(Duration.ofMillis(2));
    loop.owned(backfilling());
    tickUntil(() -> last().restPercent() == 0);

    store.commitsTake(Duration.ofMillis(9));
    tickUntil(() -> last().restPercent() == 1_500);

    assertThat(last().reason()).contains("small commits take 9.0 ms, 4.5 times the 2.0");
  }

  @Test
  void serverIsNoLongerWatchedWhenNothingIsWorkedOn() throws Exception {
    loop.owned(backfilling());
    tickUntilCalled("probe");

    loop.owned(after(backfilling(), new PauseAsked()));

    tickUntil(() -> store.watchesClosed() == 1);
  }

  /** The year begins at midnight. */
  private static WindowsSpec from(String begin, String end) {
    return new WindowsSpec(
        List.of(
            new Window(
                EnumSet.allOf(DayOfWeek.class),
                LocalTime.parse(begin),
                LocalTime.parse(end),
                ZoneOffset.UTC,
                Optional.of(16))),
        List.of(),
        ZoneOffset.UTC);
  }

  @Test
  void windowThatEndsIsTheEndOfTheWorkWithinASecond() throws Exception {
    store.isAlone(true);
    loop.owned(backfilling(from("22:00", "00:01")));
    assertThat(last().rangesInFlight()).isEqualTo(16);
    loop.tick();
    assertThat(events.next()).isEqualTo(new PaceChanged(16, last().reason()));

    clock.pass(Duration.ofMinutes(1));
    loop.tick();

    assertThat(last().rangesInFlight()).isZero();
    assertThat(last().reason())
        .isEqualTo("outside its windows; the next begins at 2026-01-01 22:00 Z");
    assertThat(events.next()).isEqualTo(new PaceChanged(0, last().reason()));
    tickUntil(() -> store.watchesClosed() == 1);
  }

  @Test
  void windowThatBeginsIsListenedForAndWorkedAtOnce() throws Exception {
    loop.owned(backfilling(from("00:01", "06:00")));
    loop.tick();
    assertThat(last().rangesInFlight()).isZero();
    assertThat(store.calls()).isEmpty();

    clock.pass(Duration.ofSeconds(31));
    tickUntilCalled("probe");
    assertThat(last().rangesInFlight()).isZero();
    clock.pass(Duration.ofSeconds(29));
    loop.tick();

    assertThat(last().rangesInFlight()).isEqualTo(16);
  }

  @Test
  void limitsThatAnOperatorSetHoldInPlaceOfTheSpecs() throws Exception {
    store.isAlone(true);
    loop.owned(backfilling());
    tickUntil(() -> last().restPercent() == 0);

    var tuning = new Tuning(Optional.of(6), Optional.of(Duration.ofMillis(50)));
    var tuned = after(backfilling(), new TuneAsked(tuning));
    loop.owned(tuned);
    tickUntil(() -> last().rangesInFlight() == 6);
    assertThat(last().chunkTarget()).isEqualTo(Duration.ofMillis(50));
    assertThat(last().reason()).endsWith("(an operator set the limits)");

    loop.owned(after(tuned, new TuneAsked(Tuning.RELEASED)));
    loop.tick();
    assertThat(last().rangesInFlight()).isEqualTo(4);
  }

  @Test
  void lostShardIsLeftToItsNextOwner() {
    loop.owned(backfilling());
    int before = told.size();

    loop.lost(ID);
    loop.tick();

    assertThat(told).hasSize(before);
  }
}
