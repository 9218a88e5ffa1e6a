package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Capture;
import dev.infill.common.model.Engine;
import dev.infill.common.shard.SchemaStore;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a change of state means for {@code infill.captures} and {@code infill.positions}. */
final class CaptureRecords {
  private final SchemaStore schema;
  private final Messages messages;

  CaptureRecords(SchemaStore schema, Messages messages) {
    this.schema = schema;
    this.messages = messages;
  }

  /**
   * The records to write; none when the capture is as it was. A position of a capture that ends is
   * taken away by the worker that runs it, behind the last that it keeps; here it is for those that
   * no worker runs.
   */
  List<ProducerRecord<String, byte[]>> change(
      Optional<ShardMigration> before, ShardMigration after) {
    Optional<Capture> was = before.flatMap(this::wanted);
    Optional<Capture> is = wanted(after);
    // One that was lost and begun anew within a batch looks the same, but its engine has ended.
    boolean anew = before.filter(m -> restarts(m) == restarts(after)).isEmpty() && is.isPresent();
    if (was.equals(is) && !anew) {
      return List.of();
    }
    if (is.isPresent()) {
      return List.of(messages.capture(is.get()));
    }
    return after.shard().engine() == Engine.MYSQL
        ? List.of(messages.noCapture(after.id()), messages.noPosition(after.id()))
        : List.of(messages.noCapture(after.id()));
  }

  private Optional<Capture> wanted(ShardMigration m) {
    return m.planned()
        .flatMap(planned -> Effects.capture(m, schema.slot(planned), schema.publication(planned)));
  }

  private static int restarts(ShardMigration m) {
    return m.tally().captureRestarts();
  }
}
