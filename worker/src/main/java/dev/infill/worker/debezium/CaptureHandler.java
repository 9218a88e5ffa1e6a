package dev.infill.worker.debezium;

import dev.infill.worker.debezium.Seen.LookedInto;
import dev.infill.worker.debezium.Seen.Mark;
import dev.infill.worker.debezium.Seen.Nothing;
import dev.infill.worker.debezium.Seen.Row;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Brings what one engine sees to Kafka, and confirms a batch when all of it is there. A failed send
 * ends the engine; the next one begins where this one had confirmed. The engine's thread alone uses
 * it.
 */
final class CaptureHandler implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {
  private final SeenChanges changes;
  private final ServerLog log;

  CaptureHandler(SeenChanges changes, ServerLog log) {
    this.changes = changes;
    this.log = log;
  }

  /** Rows of our own seen since this was last asked. Any thread may ask. */
  long takeOwnRows() {
    return changes.takeOwnRows() + log.takeOwnRows();
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    List<Seen> seen = batch.stream().map(event -> log.read(event.record())).toList();
    log.awaitVisible(seen.stream().flatMap(CaptureHandler::writer).collect(Collectors.toSet()));
    boolean confirmed = changes.pass(seen);
    if (confirmed && !batch.isEmpty()) {
      committer.markProcessed(batch.getLast());
      log.passed(batch.getLast().record());
    }
    committer.markBatchFinished();
  }

  private static Stream<String> writer(Seen seen) {
    return switch (seen) {
      case Row row -> Stream.of(row.transaction());
      case LookedInto row -> Stream.of(row.transaction());
      case Mark mark -> Stream.empty();
      case Nothing nothing -> Stream.empty();
    };
  }

  @Override
  public boolean supportsTombstoneEvents() {
    return false;
  }
}
