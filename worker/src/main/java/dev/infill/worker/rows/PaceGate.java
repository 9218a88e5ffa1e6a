package dev.infill.worker.rows;

import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.PaceSource;
import dev.infill.worker.port.Stop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Asked before each piece of a range whether it may be worked, and at which pace. Nothing is worked
 * without a pace: a silent one is waited for a moment, and then the range is given back. A slot
 * that waited for as long as it takes would be kept from all other migrations by a task that nobody
 * tells a pace for any more.
 */
public record PaceGate(PaceSource paces, InstantSource clock) {
  /** How long a pace that is not heard is waited for: twice as long as one takes to come. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How often it is listened for meanwhile. */
  private static final Duration LISTEN = Duration.ofMillis(200);

  /** What is to be done with a range. */
  public sealed interface Answer {
    /** The next piece may be worked, at this pace. */
    record Go(Pace pace) implements Answer {}

    /** The range is to be given back, for this reason. */
    record Leave(String reason) implements Answer {}
  }

  /**
   * Looks at the sign to stop and at the pace; stands still for a moment where none is heard.
   *
   * @throws InterruptedException when the thread is asked to end meanwhile
   */
  public Answer ask(MigrationShard id, Stop stop) throws InterruptedException {
    Instant until = clock.instant().plus(PATIENCE);
    boolean asked = stop.asked();
    while (!asked) {
      Optional<Pace> pace = paces.current(id);
      if (pace.isPresent()) {
        return pace.get().rangesInFlight() == 0
            ? new Answer.Leave("the pace is 0: " + pace.get().reason())
            : new Answer.Go(pace.get());
      }
      if (clock.instant().isAfter(until)) {
        return new Answer.Leave("no pace is heard of the shard");
      }
      asked = stop.askedWithin(LISTEN);
    }
    return new Answer.Leave("the worker leaves");
  }
}
