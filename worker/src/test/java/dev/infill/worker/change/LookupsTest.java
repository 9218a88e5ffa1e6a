package dev.infill.worker.change;

import static dev.infill.worker.testing.FakeRowStore.key;
import static dev.infill.worker.testing.Given.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Change.LookupChanged;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.TableName;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeReporter;
import dev.infill.worker.testing.FakeRowStore;
import dev.infill.worker.testing.Given;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Changes in a table that values look into; a row depends on the one with its last digit. */
class LookupsTest {
  private static final TableName CUSTOMERS = new TableName("public", "customers");
  private static final Instant COMMITTED = FakeClock.BEGIN.minusMillis(30);

  private final FakeClock clock = new FakeClock();
  private final FakeRowStore rows = new FakeRowStore(clock).rows(1, 40);
  private final FakeReporter reporter = new FakeReporter();
  private final Applier applier =
      new Applier(
          0,
          8,
          0,
          Given.captures(Map.of(ID, Given.capture(ID))),
          (shard, fill) -> rows,
          reporter,
          clock);
  private long offset;

  @Test
  void aChangeIsFollowedToTheRowsThatDependOnIt() throws Exception {
    changed(3);

    applier.work();

    assertThat(rows.wrong()).hasSize(36).doesNotContain(3L, 13L, 23L, 33L);
    assertThat(flushed()).isEqualTo(1);
  }

  @Test
  void changesThatComeTogetherAreFollowedTogether() throws Exception {
    changed(3);
    changed(4);
    changed(3);

    applier.work();

    assertThat(rows.statements()).containsExactly("dependents of [3, 4]", "write 3-34");
    assertThat(flushed()).isEqualTo(3);
  }

  @Test
  void aChangeThatNoRowDependsOnIsDone() throws Exception {
    rows.makeRight(3);
    rows.delete(13);
    rows.makeRight(23);
    rows.makeRight(33);
    changed(3);

    applier.work();

    assertThat(rows.statements()).containsExactly("dependents of [3]");
    assertThat(flushed()).isEqualTo(1);
  }

  @Test
  void statementsOfOursThatBeganBeforeAreWaitedFor() throws Exception {
    rows.writers("chunk", "another");
    changed(3);
    barrier();
    applier.work();
    rows.writers("another", "a later one");
    clock.advance(Dependents.WRITERS_REST);
    applier.work();

    assertThat(rows.statements()).isEmpty();
    assertThat(reporter.events(BarrierPassed.class)).isEmpty();
    assertThat(applier.wake()).isEqualTo(clock.instant().plus(Dependents.WRITERS_REST));

    rows.writers("a later one");
    clock.advance(Dependents.WRITERS_REST);
    applier.work();

    assertThat(rows.wrong()).doesNotContain(3L, 13L, 23L, 33L);
    assertThat(reporter.events(BarrierPassed.class)).hasSize(1);
  }

  @Test
  void aChangeThatComesDuringAWalkIsWalkedAgain() throws Exception {
    rows.writers("chunk");
    changed(3);
    applier.work();
    changed(3);
    changed(5);
    rows.writers();
    clock.advance(Dependents.WRITERS_REST);
    applier.work();
    rows.makeWrong(3);
    applier.work();

    assertThat(rows.statements())
        .containsExactly("dependents of [3]", "write 3-33", "dependents of [3, 5]", "write 3-35");
    assertThat(flushed()).isEqualTo(3);
  }

  @Test
  void aDependentThatIsLockedIsAskedForAgain() throws Exception {
    rows.lock(13);
    changed(3);
    barrier();
    applier.work();

    assertThat(rows.wrong()).contains(13L).doesNotContain(3L, 23L, 33L);
    assertThat(flushed()).isZero();
    assertThat(reporter.events(BarrierPassed.class)).isEmpty();

    rows.unlock();
    clock.advance(Backlog.LOCKED_REST);
    applier.work();

    assertThat(rows.wrong()).doesNotContain(13L);
    assertThat(flushed()).isEqualTo(2);
    assertThat(reporter.events(BarrierPassed.class)).hasSize(1);
  }

  @Test
  void aDependentWhoseValueCannotBeComputedIsPutAside() throws Exception {
    rows.spoil(13);
    changed(3);

    applier.work();

    assertThat(reporter.events(RowQuarantined.class))
        .containsExactly(new RowQuarantined(key(13), "22012", "the test says so"));
    assertThat(rows.wrong()).contains(13L).doesNotContain(3L, 23L, 33L);
    assertThat(flushed()).isEqualTo(1);
  }

  @Test
  void aWriterThatLeftDependentsAsTheyWereIsNotProven() throws Exception {
    changed(3);
    applier.work();
    changed(3);
    applier.work();
    applier.flush();

    var report = reporter.events(ChangesApplied.class).getFirst();
    assertThat(report.changes()).isEqualTo(4);
    assertThat(report.written()).isEqualTo(4);
    assertThat(report.lastWritten()).contains(COMMITTED);
  }

  @Test
  void whatMayHaveBeenWrittenCountsAsWritten() throws Exception {
    rows.failNext(FakeRowStore.failure(FailureKind.AMBIGUOUS, "08006"));
    changed(3);
    applier.work();
    clock.advance(Backlog.FAILED_REST);
    applier.work();
    applier.flush();

    assertThat(reporter.events(ChangesApplied.class).getFirst().written()).isEqualTo(5);
    assertThat(rows.wrong()).doesNotContain(3L, 13L, 23L, 33L);
  }

  private void changed(long digit) {
    applier.take(offset++, new LookupChanged(ID, CUSTOMERS, key(digit), COMMITTED));
  }

  private void barrier() {
    applier.take(offset++, new Barrier(ID, "b"));
  }

  private long flushed() throws InterruptedException {
    applier.flush();
    return applier.committable();
  }
}
