package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.Messages;
import dev.infill.common.model.Engine;
import dev.infill.common.shard.SchemaStore;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.runtime.CaptureChange;
import dev.infill.coordinator.runtime.CaptureChange.Ends;
import dev.infill.coordinator.runtime.CaptureChange.Runs;
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
    return CaptureChange.of(schema, before, after)
        .map(change -> records(change, after.shard().engine()))
        .orElse(List.of());
  }

  private List<ProducerRecord<String, byte[]>> records(CaptureChange change, Engine engine) {
    return switch (change) {
      case Runs runs -> List.of(messages.capture(runs.capture()));
      case Ends ends when engine == Engine.MYSQL ->
          List.of(messages.noCapture(ends.id()), messages.noPosition(ends.id()));
      case Ends ends -> List.of(messages.noCapture(ends.id()));
    };
  }
}
