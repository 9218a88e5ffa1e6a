package dev.infill.worker.change;

import static dev.infill.worker.testing.FakeRowStore.failure;
import static dev.infill.worker.testing.FakeRowStore.key;
import static dev.infill.worker.testing.Given.ID;
import static dev.infill.worker.testing.Given.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.Change.RowChanged.Kind;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.FailureKind;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ApplierTest extends OnApplier {
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
}
