package dev.infill.worker.rows;

import static dev.infill.worker.testing.FakeRowStore.failure;
import static dev.infill.worker.testing.FakeRowStore.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeRowStore;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowWriterTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private final FakeRowStore rows = new FakeRowStore(new FakeClock()).rows(1, 100);

  @Test
  void tellsWhatWasWrittenAndWhatWasThere() throws Exception {
    rows.makeRight(1);
    rows.delete(2);

    var outcome = RowWriter.write(rows, keys(1, 3), SHORT);

    assertThat(outcome.existing()).containsExactlyInAnyOrder(key(1), key(3));
    assertThat(outcome.written()).containsExactly(key(3));
    assertThat(outcome.locked()).isEmpty();
    assertThat(outcome.bad()).isEmpty();
  }

  @Test
  void goesAroundLockedRowsAfterAShortWait() throws Exception {
    rows.lock(2);

    var outcome = RowWriter.write(rows, keys(1, 3), SHORT);

    assertThat(outcome.written()).containsExactlyInAnyOrder(key(1), key(3));
    assertThat(outcome.locked()).containsExactly(key(2));
    assertThat(rows.statements()).containsExactly("write 1-3", "writeUnlocked 1-3");
  }

  @Test
  void doesNotWaitWhereItShallNot() throws Exception {
    rows.lock(2);

    var outcome = RowWriter.writeUnlocked(rows, keys(1, 3));

    assertThat(outcome.locked()).containsExactly(key(2));
    assertThat(rows.statements()).containsExactly("writeUnlocked 1-3");
  }

  @Test
  void findsEachBadRow() throws Exception {
    rows.spoil(1, 50, 100);

    var outcome = RowWriter.write(rows, keys(1, 100), SHORT);

    assertThat(outcome.bad()).containsOnlyKeys(key(1), key(50), key(100));
    assertThat(outcome.written()).hasSize(97);
    assertThat(rows.statements().size()).isLessThan(50);
  }

  @Test
  void doesNotKnowWhatWasWrittenWhenALaterHalfFails() {
    rows.spoil(8);
    rows.beforeStatement(
        () -> {
          if (rows.statements().size() == 2) {
            rows.failNext(failure(FailureKind.TRANSIENT, "57P01"));
          }
        });

    var e =
        catchThrowableOfType(ShardFailure.class, () -> RowWriter.write(rows, keys(1, 8), SHORT));

    assertThat(e.kind()).isEqualTo(FailureKind.AMBIGUOUS);
    assertThat(e.code()).isEqualTo("57P01");
  }

  @Test
  void asksNothingForNothing() throws Exception {
    assertThat(RowWriter.write(rows, List.of(), SHORT).existing()).isEmpty();
    assertThat(rows.statements()).isEmpty();
  }

  private static List<Key> keys(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(FakeRowStore::key).toList();
  }
}
