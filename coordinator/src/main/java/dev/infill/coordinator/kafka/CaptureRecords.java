package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Capture;
import dev.infill.common.shard.SchemaStore;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a change of state means for {@code infill.captures}. */
final class CaptureRecords {
  private final SchemaStore schema;
  private final Messages messages;

  CaptureRecords(SchemaStore schema, Messages messages) {
    this.schema = schema;
    this.messages = messages;
  }

  /** The record to write; empty when the capture is as it was. */
  Optional<ProducerRecord<String, byte[]>> change(
      Optional<ShardMigration> before, ShardMigration after) {
    Optional<Capture> was = before.flatMap(this::wanted);
    Optional<Capture> is = wanted(after);
    // One that was lost and begun anew within a batch looks the same, but its engine has ended.
    boolean anew = before.filter(m -> restarts(m) == restarts(after)).isEmpty() && is.isPresent();
    if (was.equals(is) && !anew) {
      return Optional.empty();
    }
    return Optional.of(is.map(messages::capture).orElseGet(() -> messages.noCapture(after.id())));
  }

  private Optional<Capture> wanted(ShardMigration m) {
    return m.planned()
        .flatMap(planned -> Effects.capture(m, schema.slot(planned), schema.publication(planned)));
  }

  private static int restarts(ShardMigration m) {
    return m.tally().captureRestarts();
  }
}
