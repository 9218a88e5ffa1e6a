package dev.infill.coordinator.lifecycle;

import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import java.time.Instant;
import java.util.Optional;

/**
 * A range that was cut and waits to be sent.
 *
 * @param attempts how often it was sent already
 * @param notBefore set after a failure that may pass
 */
public record OpenRange(RangeId range, KeyRange keys, int attempts, Optional<Instant> notBefore) {

  /** Itself, free to be sent when its time has come. */
  OpenRange freed(Instant now) {
    return notBefore.filter(t -> !now.isBefore(t)).isPresent()
        ? new OpenRange(range, keys, attempts, Optional.empty())
        : this;
  }
}
