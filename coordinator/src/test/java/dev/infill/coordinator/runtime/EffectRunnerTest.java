package dev.infill.coordinator.runtime;

import static dev.infill.coordinator.testing.Migrations.PLAN;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.capturing;
import static dev.infill.coordinator.testing.Migrations.expanding;
import static dev.infill.coordinator.testing.Migrations.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.PlanRefused;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Finding;
import dev.infill.common.model.Key;
import dev.infill.common.model.RangeId;
import dev.infill.common.observe.Traces;
import dev.infill.common.shard.SchemaStore.Surveyed;
import dev.infill.common.shard.ShardFailure;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.testing.FakeSchemaStore;
import dev.infill.coordinator.testing.HandClock;
import dev.infill.coordinator.testing.Migrations;
import dev.infill.coordinator.testing.ToldEvents;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EffectRunnerTest {
  /** Where the store cuts. */
  private static final List<Key> BOUND = List.of(Key.of("1000"));

  private final FakeSchemaStore store = new FakeSchemaStore();
  private final ToldEvents events = new ToldEvents();
  private final HandClock clock = new HandClock();
  private final EffectRunner runner =
      new EffectRunner(
          store,
          events,
          Traces.NONE,
          new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)),
          Thread.ofVirtual().factory(),
          clock);

  @AfterEach
  void close() {
    runner.close();
  }

  @Test
  void runsWhatIsWantedAndTellsTheAnswer() throws Exception {
    runner.owned(planned());

    assertThat(events.next()).isEqualTo(new PlanAccepted(PLAN));
  }

  @Test
  void refusalOfThePlanIsToldWithItsFindings() throws Exception {
    var finding = Finding.error("no-key", "The table has no key.", "Add one.");
    store.surveys(new Surveyed(List.of(finding), Optional.empty()));

    runner.owned(planned());

    assertThat(events.next()).isEqualTo(new PlanRefused(List.of(finding)));
  }

  @Test
  void rangesAreCutBehindTheFrontier() throws Exception {
    runner.owned(backfilling());

    assertThat(events.next())
        .isEqualTo(new RangesCut(1, Optional.empty(), List.of(Key.of("1000")), true));
  }

  @Test
  void checkGoesByTheRangesOfTheFillAndCountsOnlyBehindThem() throws Exception {
    runner.owned(backfilling());
    events.next();
    var checking = Migrations.after(filled(), new RangesCut(2, Optional.empty(), BOUND, false));

    runner.owned(filled());
    assertThat(events.next()).isEqualTo(new RangesCut(2, Optional.empty(), BOUND, false));
    assertThat(store.calls()).containsExactly("cut");

    runner.owned(checking);
    assertThat(events.next())
        .isEqualTo(new RangesCut(2, Optional.of(BOUND.getFirst()), BOUND, true));
    assertThat(store.calls()).containsExactly("cut", "cut");
  }

  @Test
  void checkIsCountedWhereTheFillWasCutByAnother() throws Exception {
    runner.owned(backfilling());
    events.next();
    runner.lost(Migrations.ID);

    runner.owned(filled());

    assertThat(events.next()).isEqualTo(new RangesCut(2, Optional.empty(), BOUND, true));
    assertThat(store.calls()).containsExactly("cut", "cut");
  }

  @Test
  void sameStateTwiceRunsOnce() throws Exception {
    runner.owned(planned());
    runner.owned(planned());

    events.next();
    assertThat(store.calls()).containsExactly("survey");
  }

  @Test
  void whatMayPassIsToldOnceAndTriedAgain() throws Exception {
    for (int i = 0; i < 5; i++) {
      store.next(fails(FailureKind.TRANSIENT, "55P03", "process 7 holds the lock"));
    }

    runner.owned(expanding());

    assertThat(events.next())
        .isEqualTo(new StepBlocked("add-column", 1, "process 7 holds the lock"));
    assertThat(events.next()).isEqualTo(new ColumnAdded());
    assertThat(store.calls()).hasSize(6);
  }

  @Test
  void whatMayHaveBeenDoneIsTriedAgain() throws Exception {
    store.next(fails(FailureKind.AMBIGUOUS, "08006", "the connection was lost"));

    runner.owned(expanding());

    assertThat(events.next()).isInstanceOf(StepBlocked.class);
    assertThat(events.next()).isEqualTo(new ColumnAdded());
  }

  @Test
  void failureForGoodIsToldAndNotTriedAgain() throws Exception {
    store.next(fails(FailureKind.PERMANENT, "42501", "permission denied"));

    runner.owned(expanding());

    assertThat(events.next())
        .isEqualTo(
            new StepFailed(
                "add-column",
                FailureKind.PERMANENT,
                "permission denied",
                "Put it right, then resume."));
    assertThat(store.calls()).hasSize(1);
  }

  @Test
  void bugIsToldAsFailure() throws Exception {
    store.next(
        () -> {
          throw new IllegalStateException("secret");
        });

    runner.owned(expanding());

    assertThat(events.next())
        .isInstanceOfSatisfying(
            StepFailed.class,
            e ->
                assertThat(e.reason())
                    .isEqualTo("internal error in step add-column: IllegalStateException"));
  }

  @Test
  void whatIsNoLongerWantedIsInterruptedAndItsAnswerDropped() throws Exception {
    var interrupted = new CountDownLatch(1);
    store.next(waitsForInterrupt(interrupted));
    runner.owned(expanding());
    assertThat(store.calls().poll(10, TimeUnit.SECONDS)).isEqualTo("addColumn");

    runner.owned(Migrations.after(expanding(), new PauseAsked()));

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(events.isEmpty()).isTrue();
  }

  @Test
  void lostShardStops() throws Exception {
    var interrupted = new CountDownLatch(1);
    store.next(waitsForInterrupt(interrupted));
    runner.owned(expanding());
    assertThat(store.calls().poll(10, TimeUnit.SECONDS)).isEqualTo("addColumn");

    runner.lost(Migrations.ID);

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void barrierStillWantedIsEmittedAgain() throws Exception {
    runner.owned(capturing());
    assertThat(store.calls().poll(10, TimeUnit.SECONDS)).isEqualTo("emitBarrier");

    runner.tick();
    assertThat(store.calls()).isEmpty();

    String again = null;
    while (again == null) {
      // The run may end a moment after its call, and by a clock that has moved on.
      clock.pass(EffectRunner.AGAIN);
      runner.tick();
      again = store.calls().poll(50, TimeUnit.MILLISECONDS);
    }
    assertThat(again).isEqualTo("emitBarrier");
    assertThat(events.isEmpty()).isTrue();
  }

  /** Filled in one range, and about to be checked. */
  private static ShardMigration filled() {
    var walk = Migrations.after(backfilling(), new RangesCut(1, Optional.empty(), List.of(), true));
    return Migrations.after(walk, new RangeFilled(new RangeId(1, 1), 1, "w", 5, 5, 0, 1, 10));
  }

  private static FakeSchemaStore.Trouble fails(FailureKind kind, String code, String message) {
    return () -> {
      throw new ShardFailure(kind, code, message);
    };
  }

  private static FakeSchemaStore.Trouble waitsForInterrupt(CountDownLatch interrupted) {
    return () -> {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw new ShardFailure(FailureKind.TRANSIENT, "08006", "closed by interrupt", e);
      }
    };
  }
}
