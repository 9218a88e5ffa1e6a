package dev.infill.coordinator.runtime;

import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.CommitsSlow;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.shard.Signals;
import dev.infill.common.shard.Signals.DeadRows;
import dev.infill.common.spec.RolloutSpec;
import dev.infill.common.spec.RolloutSpec.HaltOn;
import dev.infill.coordinator.pace.SustainedLatency;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a look at the server leads to, besides a pace. */
class PaceLoopLooksTest extends OnPaceLoop {
  @Test
  void deadRowsAreVacuumedOnceAndNotAgainAtOnce() throws Exception {
    store.feels(dirty());
    loop.owned(backfilling());

    tickUntilCalled("vacuum \"public\".\"users\"");
    for (int i = 0; i < 10; i++) {
      tickUntilCalled("probe");
    }
    assertThat(store.calls()).noneMatch(call -> call.startsWith("vacuum"));

    do {
      clock.pass(Vacuums.LEAST_REST);
      loop.tick();
    } while (!"vacuum \"public\".\"users\"".equals(store.calls().poll(10, TimeUnit.MILLISECONDS)));
  }

  @Test
  void vacuumIsTakenAwayWhenNothingIsWorkedOnAnyMore() throws Exception {
    var interrupted = new CountDownLatch(1);
    store.feels(dirty());
    store.whileVacuuming(
        () -> {
          try {
            Thread.sleep(Duration.ofSeconds(30));
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    loop.owned(backfilling());
    tickUntilCalled("vacuum \"public\".\"users\"");

    loop.owned(after(backfilling(), new PauseAsked()));

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void commitsThatAreSlowForAWhileAreToldWhereTheRolloutIsToBeHalted() throws Exception {
    var limit = Duration.ofMillis(50);
    var calm = Signals.calm();
    store.feels(
        new Signals(
            calm.replicaLag(),
            Optional.of(Duration.ofMillis(60)),
            calm.activeSessions(),
            calm.lockWaiters(),
            calm.walBytes(),
            calm.slotBytes(),
            calm.autovacuum(),
            calm.query(),
            calm.deadRows()));
    loop.owned(
        backfilling(
            new RolloutSpec(
                List.of(), List.of(100), Duration.ZERO, new HaltOn(1, 1, Optional.of(limit)))));
    Instant begun = clock.instant();

    tickUntil(() -> slowCommits().isPresent());

    assertThat(slowCommits()).contains(new CommitsSlow(Duration.ofMillis(60), limit));
    assertThat(clock.instant()).isAfterOrEqualTo(begun.plus(SustainedLatency.WHILE));
  }

  private Optional<Event> slowCommits() {
    return events.all().stream().filter(CommitsSlow.class::isInstance).findFirst();
  }

  private static Signals dirty() {
    var calm = Signals.calm();
    return new Signals(
        calm.replicaLag(),
        calm.commitLatency(),
        calm.activeSessions(),
        calm.lockWaiters(),
        calm.walBytes(),
        calm.slotBytes(),
        calm.autovacuum(),
        calm.query(),
        Optional.of(new DeadRows("\"public\".\"users\"", 5_000, 1_000)));
  }
}
