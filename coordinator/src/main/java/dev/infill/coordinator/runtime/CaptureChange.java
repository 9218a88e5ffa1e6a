package dev.infill.coordinator.runtime;

import dev.infill.common.message.Capture;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.util.Optional;

/** What a change of state means for the capture that shall run. */
public sealed interface CaptureChange {
  /** This capture shall run from now on, in place of another if one ran. */
  record Runs(Capture capture) implements CaptureChange {}

  /** None shall run any more. */
  record Ends(MigrationShard id) implements CaptureChange {}

  /**
   * @param schema names slots and publications
   * @return empty when the capture is as it was
   */
  static Optional<CaptureChange> of(
      SchemaStore schema, Optional<ShardMigration> before, ShardMigration after) {
    Optional<Capture> was = before.flatMap(m -> wanted(schema, m));
    Optional<Capture> is = wanted(schema, after);
    // One that was lost and begun anew within a batch looks the same, but its engine has ended.
    boolean anew = before.filter(m -> restarts(m) == restarts(after)).isEmpty() && is.isPresent();
    if (was.equals(is) && !anew) {
      return Optional.empty();
    }
    return Optional.of(is.<CaptureChange>map(Runs::new).orElseGet(() -> new Ends(after.id())));
  }

  private static Optional<Capture> wanted(SchemaStore schema, ShardMigration m) {
    return m.planned()
        .flatMap(planned -> Effects.capture(m, schema.slot(planned), schema.publication(planned)));
  }

  private static int restarts(ShardMigration m) {
    return m.tally().captureRestarts();
  }
}
