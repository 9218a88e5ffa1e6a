package dev.infill.worker.change;

import static dev.infill.worker.testing.FakeRowStore.failure;
import static dev.infill.worker.testing.FakeRowStore.key;
import static dev.infill.worker.testing.Given.ID;
import static dev.infill.worker.testing.Given.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Change.BridgeComputed;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.Change.RowChanged.Kind;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.BridgeFired;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeReporter;
import dev.infill.worker.testing.FakeRowStore;
import dev.infill.worker.testing.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ApplierTest {
  private static final Instant COMMITTED = FakeClock.BEGIN.minusMillis(30);

  private final FakeClock clock = new FakeClock();
  private final FakeRowStore rows = new FakeRowStore(clock).rows(1, 2_000);
  private final FakeRowStore otherRows = new FakeRowStore(clock).rows(1, 100);
  private final FakeReporter reporter = new FakeReporter();
  private final Map<MigrationShard, Capture> captures =
      new HashMap<>(Map.of(ID, Given.capture(ID), OTHER, Given.capture(OTHER)));
  private final Applier applier = applier(0);
  private long offset;

  // ---- writing ----

  @Test
  void writesTheRowsThatChanged() throws Exception {
    update(3);
    update(5);

    applier.work();

    assertThat(rows.wrong()).doesNotContain(3L, 5L).hasSize(1_998);
    assertThat(rows.statements()).containsExactly("write 3-5");
  }

  @Test
  void writesARowOnceThatChangedOften() throws Exception {
    update(3);
    update(3);
    update(3);

    applier.work();

    assertThat(rows.statements()).containsExactly("write 3-3");
    assertThat(report().changes()).isEqualTo(1);
  }

  @Test
  void asksNothingOfTheDatabaseForADelete() throws Exception {
    change(3, Kind.DELETE);

    applier.work();

    assertThat(rows.statements()).isEmpty();
    assertThat(flushed()).isEqualTo(1);
  }

  @Test
  void writesManyRowsInSeveralStatements() throws Exception {
    LongStream.rangeClosed(1, 1_200).forEach(this::update);

    applier.work();

    assertThat(rows.statements())
        .containsExactly("write 1-500", "write 501-1000", "write 1001-1200");
  }

  @Test
  void bisectsToTheRowThatCannotBeComputed() throws Exception {
    rows.spoil(4);
    LongStream.rangeClosed(1, 8).forEach(this::update);

    applier.work();

    assertThat(reporter.events(RowQuarantined.class))
        .containsExactly(new RowQuarantined(key(4), "22012", "the test says so"));
    assertThat(rows.wrong()).contains(4L).doesNotContain(1L, 2L, 3L, 5L, 6L, 7L, 8L);
    assertThat(flushed()).isEqualTo(8);
  }

  @Test
  void dropsChangesThatNothingCapturesAnyMore() throws Exception {
    captures.remove(ID);
    update(3);
    barrier("b");

    applier.work();

    assertThat(rows.statements()).isEmpty();
    assertThat(reporter.events()).isEmpty();
    assertThat(flushed()).isEqualTo(2);
  }

  // ---- locked rows ----

  @Test
  void letsALockedRowWaitWhileOthersGoOn() throws Exception {
    rows.lock(3);
    update(3);
    update(4);
    applier.work();
    update(5);
    applier.work();

    assertThat(rows.wrong()).contains(3L).doesNotContain(4L, 5L);
    assertThat(flushed()).isZero();

    rows.unlock();
    clock.advance(Backlog.LOCKED_REST);
    applier.work();

    assertThat(rows.wrong()).doesNotContain(3L);
    assertThat(flushed()).isEqualTo(3);
  }

  @Test
  void doesNotAskForALockedRowAllTheTime() throws Exception {
    rows.lock(3);
    update(3);
    applier.work();
    int before = rows.statements().size();

    applier.work();
    applier.work();

    assertThat(rows.statements()).hasSize(before);
    assertThat(applier.wake()).isAfter(clock.instant());
  }

  @Test
  void waitsInLineForARowThatStaysLockedNowAndThen() throws Exception {
    rows.lock(3);
    update(3);
    applier.work();
    rows.statements().clear();

    for (int i = 0; i < 10; i++) {
      clock.advance(Backlog.LOCKED_REST);
      applier.work();
    }

    assertThat(rows.statements()).filteredOn(s -> s.equals("write 3-3")).hasSize(2);
  }

  @Test
  void keepsTheFirstOffsetOfALockedRowThatChangesAgain() throws Exception {
    rows.lock(3);
    update(3);
    applier.work();
    update(4);
    update(3);
    applier.work();

    assertThat(flushed()).isZero();
  }

  @Test
  void saysWhenItIsFull() throws Exception {
    LongStream.rangeClosed(1, 2_000).forEach(rows::lock);
    rows.rows(2_001, 20_000);
    LongStream.rangeClosed(2_001, 20_000).forEach(rows::lock);
    LongStream.range(1, Applier.FULL).forEach(this::update);
    applier.work();
    assertThat(applier.full()).isFalse();

    update(Applier.FULL);

    assertThat(applier.full()).isTrue();
  }

  // ---- barriers ----

  @Test
  void passesABarrierWhenAllBeforeItIsWritten() throws Exception {
    update(3);
    barrier("b");
    update(4);

    applier.work();

    assertThat(reporter.events(BarrierPassed.class)).containsExactly(new BarrierPassed("b", 2, 8));
    assertThat(rows.wrong()).doesNotContain(3L);
  }

  @Test
  void holdsABarrierBehindALockedRow() throws Exception {
    rows.lock(3);
    update(3);
    barrier("b");
    applier.work();
    assertThat(reporter.events(BarrierPassed.class)).isEmpty();

    rows.unlock();
    clock.advance(Backlog.LOCKED_REST);
    applier.work();

    assertThat(reporter.events(BarrierPassed.class)).hasSize(1);
  }

  @Test
  void passesABarrierBeforeALockedRow() throws Exception {
    rows.lock(3);
    barrier("b");
    update(3);

    applier.work();

    assertThat(reporter.events(BarrierPassed.class)).hasSize(1);
    assertThat(flushed()).isEqualTo(1);
  }

  @Test
  void holdsABarrierWhileTheShardFails() throws Exception {
    rows.failNext(failure(FailureKind.TRANSIENT, "57P01"));
    update(3);
    barrier("b");
    applier.work();
    assertThat(reporter.events(BarrierPassed.class)).isEmpty();
    assertThat(applier.wake()).isEqualTo(clock.instant().plus(Backlog.FAILED_REST));

    clock.advance(Backlog.FAILED_REST);
    applier.work();

    assertThat(reporter.events(BarrierPassed.class)).hasSize(1);
  }

  @Test
  void commitsABarrierOnlyWhenItsEventIsKept() throws Exception {
    barrier("b");
    applier.work();
    reporter.onAwait(() -> assertThat(applier.committable()).isNegative());

    applier.flush();

    assertThat(applier.committable()).isEqualTo(1);
  }

  // ---- failures ----

  @Test
  void goesOnForOneShardWhileAnotherFails() throws Exception {
    rows.failNext(failure(FailureKind.TRANSIENT, "08001"));
    update(3);
    barrier("b");
    applier.take(offset++, new RowChanged(OTHER, key(7), Kind.UPDATE, COMMITTED, false));
    applier.take(offset++, new Barrier(OTHER, "other"));

    applier.work();

    assertThat(otherRows.wrong()).doesNotContain(7L);
    assertThat(reporter.events(BarrierPassed.class))
        .extracting(BarrierPassed::barrier)
        .containsExactly("other");
    assertThat(flushed()).isZero();
  }

  @Test
  void triesAgainForEver() throws Exception {
    update(3);
    for (int i = 0; i < 1_000; i++) {
      rows.failNext(failure(FailureKind.PERMANENT, "42703"));
      applier.work();
      clock.advance(Backlog.FAILED_REST);
    }

    applier.work();

    assertThat(rows.wrong()).doesNotContain(3L);
  }

  // ---- counting ----

  @Test
  void countsWhatItsWritersDidNotFill() throws Exception {
    rows.makeRight(1);
    rows.makeRight(2);
    change(1, Kind.INSERT);
    change(2, Kind.UPDATE);
    change(3, Kind.INSERT);
    change(4, Kind.UPDATE);
    change(5_000, Kind.INSERT); // is gone by now

    applier.work();

    assertThat(report())
        .isEqualTo(new ChangesApplied(2, 4, 2, 2, 1, Optional.of(COMMITTED), COMMITTED, 30));
  }

  @Test
  void reportsAtMostOnceASecond() throws Exception {
    for (int i = 0; i < 10; i++) {
      update(i + 1);
      applier.work();
      clock.advance(Duration.ofMillis(100));
    }
    assertThat(reporter.events(ChangesApplied.class)).isEmpty();

    applier.work();
    applier.work();

    assertThat(reporter.events(ChangesApplied.class)).hasSize(1);
    clock.advance(Applier.REPORT);
    applier.work();
    assertThat(reporter.events(ChangesApplied.class)).hasSize(1);
  }

  @Test
  void reportsWhileALockedRowHoldsTheOffset() throws Exception {
    rows.lock(1);
    update(1);
    update(2);
    applier.work();
    report();
    update(3);
    clock.advance(Applier.REPORT);

    applier.work();

    assertThat(reporter.events(ChangesApplied.class)).hasSize(2);
    assertThat(applier.committable()).isZero();
  }

  @Test
  void countsNothingThatAPredecessorMayHaveApplied() throws Exception {
    var successor = applier(2);
    successor.take(0, new RowChanged(ID, key(1), Kind.UPDATE, COMMITTED, false));
    successor.take(1, new RowChanged(ID, key(2), Kind.UPDATE, COMMITTED, false));
    successor.take(2, new RowChanged(ID, key(3), Kind.UPDATE, COMMITTED, false));

    successor.work();
    successor.flush();

    assertThat(rows.wrong()).doesNotContain(1L, 2L, 3L);
    assertThat(reporter.events(ChangesApplied.class))
        .singleElement()
        .satisfies(e -> assertThat(e.changes()).isEqualTo(1));
    assertThat(successor.committable()).isEqualTo(3);
  }

  @Test
  void appliesWhatCameWithOurOwnWritesAndCountsItNot() throws Exception {
    applier.take(offset++, new RowChanged(ID, key(1), Kind.UPDATE, COMMITTED, true));
    update(2);

    assertThat(report().changes()).isEqualTo(1);
    assertThat(rows.wrong()).doesNotContain(1L, 2L);
  }

  @Test
  void countsAWriteWhoseAnswerWasLostAsWritten() throws Exception {
    update(3);
    rows.failNext(failure(FailureKind.AMBIGUOUS, "08006"));
    applier.work();
    rows.makeRight(3); // it had been done
    clock.advance(Backlog.FAILED_REST);

    applier.work();

    assertThat(reporter.events(ChangesApplied.class))
        .singleElement()
        .satisfies(e -> assertThat(e.written()).isEqualTo(1));
  }

  @Test
  void tellsHowOftenTheBridgeComputed() throws Exception {
    applier.take(0, new BridgeComputed(ID, COMMITTED));
    applier.take(1, new BridgeComputed(ID, COMMITTED.plusMillis(5)));
    applier.work();

    applier.flush();

    assertThat(reporter.events()).containsExactly(new BridgeFired(2, COMMITTED.plusMillis(5)));
    assertThat(applier.committable()).isEqualTo(2);
  }

  // ---- offsets ----

  @Test
  void hasNothingToCommitBeforeItTookAnything() throws Exception {
    applier.flush();

    assertThat(applier.committable()).isNegative();
  }

  @Test
  void commitsOnlyWhatIsReported() throws Exception {
    update(3);
    applier.work();

    assertThat(applier.committable()).isNegative();
    assertThat(flushed()).isEqualTo(1);
  }

  @Test
  void passesOverWhatIsNoChange() throws Exception {
    update(3);
    applier.skip(offset++);
    applier.work();

    assertThat(flushed()).isEqualTo(2);
  }

  private Applier applier(long countFrom) {
    return new Applier(
        2,
        8,
        countFrom,
        Given.captures(captures),
        (shard, fill) -> shard.id().equals(ID.shard()) ? rows : otherRows,
        reporter,
        clock);
  }

  private void update(long id) {
    change(id, Kind.UPDATE);
  }

  private void change(long id, Kind kind) {
    applier.take(offset++, new RowChanged(ID, key(id), kind, COMMITTED, false));
  }

  private void barrier(String name) {
    applier.take(offset++, new Barrier(ID, name));
  }

  private long flushed() throws InterruptedException {
    applier.flush();
    return applier.committable();
  }

  private ChangesApplied report() throws InterruptedException {
    clock.advance(Applier.REPORT);
    applier.work();
    return reporter.events(ChangesApplied.class).getFirst();
  }
}
