package dev.infill.coordinator.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * A shard's place in the rollout of its migration.
 *
 * @param wave counted from 0
 * @param given when its turn came; empty before
 * @param forgiven how many of its rows could not be computed when an operator last resumed
 */
public record Turn(int wave, Optional<Instant> given, long forgiven) {
  static final Turn FIRST = new Turn(0, Optional.empty(), 0);

  static Turn of(int wave) {
    return new Turn(wave, Optional.empty(), 0);
  }

  Turn givenAt(Instant at) {
    return given.isPresent() ? this : new Turn(wave, Optional.of(at), forgiven);
  }

  Turn forgiving(long rows) {
    return new Turn(wave, given, rows);
  }
}
