package dev.infill.worker.change;

import static dev.infill.worker.testing.FakeRowStore.failure;
import static dev.infill.worker.testing.FakeRowStore.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.shard.RowStore.Written;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeRowStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GatheredRowsTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  private final FakeRowStore table = new FakeRowStore(new FakeClock()).rows(1, 2_000);
  private final CountDownLatch lingered = new CountDownLatch(1);
  private final GatheredRows rows = new GatheredRows(table, lingered::await);
  private final List<Thread> callers = new ArrayList<>();
  private final Map<Long, Written> written = new ConcurrentHashMap<>();
  private final Map<Long, ShardFailure> failed = new ConcurrentHashMap<>();
  private final Set<Long> broken = ConcurrentHashMap.newKeySet();

  @Test
  void writesWhatSeveralPartitionsBringInOneStatement() throws Exception {
    table.makeRight(5);
    table.delete(6);

    call(rows, 1, 2);
    call(rows, 5, 6);
    call(rows, 9, 9);
    allWrite();

    assertThat(table.statements()).containsExactly("write 1-9");
    assertThat(written.get(1L)).isEqualTo(wrote(key(1), key(2)));
    assertThat(written.get(5L)).isEqualTo(new Written(Set.of(key(5)), Set.of(), Set.of()));
    assertThat(written.get(9L)).isEqualTo(wrote(key(9)));
  }

  @Test
  void beginsAnotherStatementWhereOneIsFull() throws Exception {
    call(rows, 1, 600);
    call(rows, 601, 1_000);
    call(rows, 1_001, 1_500);
    allWrite();

    assertThat(table.statements()).containsExactlyInAnyOrder("write 1-1000", "write 1001-1500");
    assertThat(written).containsOnlyKeys(1L, 601L, 1_001L);
  }

  @Test
  void keepsOnesBadRowFromTheOthers() throws Exception {
    table.spoil(5);

    call(rows, 1, 2);
    call(rows, 5, 6);
    allWrite();

    assertThat(written.get(1L)).isEqualTo(wrote(key(1), key(2)));
    assertThat(failed.get(5L).badRow()).isTrue();
  }

  @Test
  void tellsEverybodyThatTheShardFails() throws Exception {
    table.failNext(failure(FailureKind.AMBIGUOUS, "08006"));

    call(rows, 1, 2);
    call(rows, 5, 6);
    allWrite();

    assertThat(written).isEmpty();
    assertThat(failed.values())
        .extracting(ShardFailure::kind)
        .containsExactly(FailureKind.AMBIGUOUS, FailureKind.AMBIGUOUS);
  }

  @Test
  void leavesNobodyWaitingForAStatementThatBroke() throws Exception {
    table.beforeStatement(
        () -> {
          throw new AssertionError("the test says so");
        });

    call(rows, 1, 2);
    call(rows, 5, 6);
    allWrite();

    assertThat(broken).containsOnly(1L, 5L);
  }

  @Test
  void tellsEverybodyOfALockedRowThatTheDatabaseSpellsOtherwise() {
    var all = new Written(Set.of(key(2)), Set.of(key(2)), Set.of(Key.of("01")));

    var share = GatheredRows.share(all, List.of(key(2)), List.of(key(1), key(2)));

    assertThat(share).isEqualTo(new Written(Set.of(key(2)), Set.of(key(2)), Set.of(Key.of("01"))));
  }

  @Test
  void goesOnForTheOthersWhenOneIsInterrupted() throws Exception {
    call(rows, 1, 2);
    call(rows, 5, 6);
    callers.getFirst().interrupt();
    callers.getFirst().join();
    allWrite();

    assertThat(failed.get(1L).kind()).isEqualTo(FailureKind.AMBIGUOUS);
    assertThat(written.get(5L)).isEqualTo(wrote(key(5), key(6)));
  }

  /** On a thread of its own, which has joined when this returns. */
  private void call(GatheredRows gathered, long from, long to) throws InterruptedException {
    var keys = LongStream.rangeClosed(from, to).mapToObj(FakeRowStore::key).toList();
    var caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    written.put(from, gathered.write(keys, SHORT));
                  } catch (ShardFailure e) {
                    failed.put(from, e);
                  } catch (IllegalStateException e) {
                    broken.add(from);
                  }
                });
    callers.add(caller);
    while (caller.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  private void allWrite() throws InterruptedException {
    lingered.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private static Written wrote(Key... keys) {
    return new Written(Set.of(keys), Set.of(keys), Set.of());
  }
}
