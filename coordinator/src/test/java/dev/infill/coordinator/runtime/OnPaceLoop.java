package dev.infill.coordinator.runtime;

import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.pace.PaceController;
import dev.infill.coordinator.testing.FakeSchemaStore;
import dev.infill.coordinator.testing.HandClock;
import dev.infill.coordinator.testing.ToldEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A loop of the pace, with a store that tells what it was asked and a clock that stands. */
@Timeout(30)
abstract class OnPaceLoop {
  final FakeSchemaStore store = new FakeSchemaStore();
  final ToldEvents events = new ToldEvents();
  final HandClock clock = new HandClock();
  final List<Optional<Pace>> told = Collections.synchronizedList(new ArrayList<>());
  final PaceLoop loop = new PaceLoop(store, new PaceController(), sink(), events, List::of, clock);

  @AfterEach
  void close() {
    loop.close();
  }

  /** Ticks until the store was called so, and forgets the calls before. */
  final void tickUntilCalled(String call) throws InterruptedException {
    String seen;
    do {
      loop.tick();
      seen = store.calls().poll(10, TimeUnit.MILLISECONDS);
    } while (!call.equals(seen));
  }

  /** Lets seconds pass, and probes come back. */
  final void tickUntil(BooleanSupplier is) throws InterruptedException {
    while (!is.getAsBoolean()) {
      clock.pass(Duration.ofSeconds(1));
      loop.tick();
      store.calls().poll(10, TimeUnit.MILLISECONDS);
    }
  }

  final Pace last() {
    return told.get(told.size() - 1).orElseThrow();
  }

  private PaceSink sink() {
    return new PaceSink() {
      @Override
      public void publish(Pace pace) {
        told.add(Optional.of(pace));
      }

      @Override
      public void remove(MigrationShard id) {
        told.add(Optional.empty());
      }
    };
  }
}
