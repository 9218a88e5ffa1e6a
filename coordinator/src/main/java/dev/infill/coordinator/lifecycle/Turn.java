package dev.infill.coordinator.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A shard's place in the rollout of its migration.
 *
 * @param wave counted from 0
 * @param given when its turn came; empty before
 * @param forgiven how many of its rows could not be computed when an operator last resumed
 * @param slow what small commits took when they last took too long for the rollout; empty when they
 *     did not since an operator last resumed
 */
public record Turn(int wave, Optional<Instant> given, long forgiven, Optional<Duration> slow) {
  static final Turn FIRST = of(0);

  static Turn of(int wave) {
    return new Turn(wave, Optional.empty(), 0, Optional.empty());
  }

  Turn givenAt(Instant at) {
    return given.isPresent() ? this : new Turn(wave, Optional.of(at), forgiven, slow);
  }

  /** An operator has seen what was wrong. */
  Turn forgiving(long rows) {
    return new Turn(wave, given, rows, Optional.empty());
  }

  Turn slow(Duration median) {
    return new Turn(wave, given, forgiven, Optional.of(median));
  }
}
