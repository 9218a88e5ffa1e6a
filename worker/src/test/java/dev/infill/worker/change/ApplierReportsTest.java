package dev.infill.worker.change;

import static dev.infill.worker.testing.FakeRowStore.failure;
import static dev.infill.worker.testing.FakeRowStore.key;
import static dev.infill.worker.testing.Given.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Change.BridgeComputed;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.Change.RowChanged.Kind;
import dev.infill.common.message.Event.BridgeFired;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.FailureKind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an applier tells of what it did, and up to where it lets its offset be committed. */
class ApplierReportsTest extends OnApplier {
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
}
