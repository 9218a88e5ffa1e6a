package dev.infill.worker.port;

import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import java.util.Optional;

/** The pace at which a shard may be worked. May be asked from many threads. */
@FunctionalInterface
public interface PaceSource {
  /** The pace now; empty when none was heard within {@link Pace#SILENCE}: stand still. */
  Optional<Pace> current(MigrationShard id);
}
