package dev.infill.coordinator.runtime;

import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.awaitingApproval;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.expanding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.LogLimitExceeded;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.ShardFailure;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.testing.FakeSchemaStore;
import dev.infill.coordinator.testing.HandClock;
import dev.infill.coordinator.testing.ToldEvents;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogWatchTest {
  private static final long LIMIT = 32_000_000_000L;

  private final FakeSchemaStore store = new FakeSchemaStore();
  private final ToldEvents events = new ToldEvents();
  private final HandClock clock = new HandClock();
  private final LogWatch watch = new LogWatch(store, events, clock);

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void tooMuchLogIsToldAlsoAtAGateAndInAPause() throws Exception {
    store.retains(LIMIT + 1);

    for (ShardMigration m :
        new ShardMigration[] {
          backfilling(), after(backfilling(), new PauseAsked()), awaitingApproval()
        }) {
      watch.owned(m);
      clock.pass(LogWatch.LOOK);
      watch.tick();

      assertThat(events.next()).isEqualTo(new LogLimitExceeded(LIMIT + 1, LIMIT, 0));
      watch.lost(ID);
    }
  }

  @Test
  void logUpToTheLimitIsNothingToTell() throws Exception {
    store.retains(LIMIT);
    watch.owned(backfilling());

    look();
    store.retains(LIMIT + 1);
    lookAgain();

    assertThat(events.next()).isEqualTo(new LogLimitExceeded(LIMIT + 1, LIMIT, 0));
    assertThat(events.isEmpty()).isTrue();
  }

  @Test
  void lookThatFailsSaysNothingAndIsTakenAgain() throws Exception {
    store.retains(LIMIT + 1);
    store.next(
        () -> {
          throw new ShardFailure(FailureKind.TRANSIENT, "08001", "no answer");
        });
    watch.owned(backfilling());

    look();
    lookAgain();

    assertThat(events.next()).isEqualTo(new LogLimitExceeded(LIMIT + 1, LIMIT, 0));
    assertThat(events.isEmpty()).isTrue();
  }

  @Test
  void whereNothingIsCapturedNobodyLooks() {
    watch.owned(backfilling());
    watch.owned(expanding());
    watch.tick();
    watch.owned(backfilling());
    watch.lost(ID);
    watch.tick();

    assertThat(store.calls()).isEmpty();
  }

  private void look() throws InterruptedException {
    watch.tick();
    assertThat(store.calls().poll(10, TimeUnit.SECONDS)).isEqualTo("retainedLog");
  }

  /** The look before may not have come to its end when it has been seen. */
  private void lookAgain() throws InterruptedException {
    String call = null;
    while (call == null) {
      clock.pass(LogWatch.LOOK);
      watch.tick();
      call = store.calls().poll(100, TimeUnit.MILLISECONDS);
    }
    assertThat(call).isEqualTo("retainedLog");
  }
}
