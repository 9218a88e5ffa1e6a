package dev.infill.worker.debezium;

import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Capture;
import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Change.BridgeComputed;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.OwnWrites;
import dev.infill.worker.debezium.Seen.LookedInto;
import dev.infill.worker.debezium.Seen.Mark;
import dev.infill.worker.debezium.Seen.Nothing;
import dev.infill.worker.debezium.Seen.Row;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Brings what one engine sees to Kafka, and confirms a batch when all of it is there. A failed send
 * ends the engine; the next one begins where this one had confirmed. The engine's thread alone uses
 * it.
 */
final class CaptureHandler implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {
  private final Capture capture;
  private final Messages messages;
  private final MessageProducer producer;
  private final StartProof proof;
  private final ServerLog log;
  private final List<CompletableFuture<Void>> sends = new ArrayList<>();

  /** Barriers seen before the proof that nothing is missing before them. */
  private final List<Barrier> held = new ArrayList<>();

  private final LongAdder ownRows = new LongAdder();
  private @Nullable String ownTransaction;

  CaptureHandler(
      Capture capture,
      Messages messages,
      MessageProducer producer,
      StartProof proof,
      ServerLog log) {
    this.capture = capture;
    this.messages = messages;
    this.producer = producer;
    this.proof = proof;
    this.log = log;
  }

  /** Rows of our own seen since this was last asked. Any thread may ask. */
  long takeOwnRows() {
    return ownRows.sumThenReset() + log.takeOwnRows();
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    List<Seen> seen = batch.stream().map(event -> log.read(event.record())).toList();
    log.awaitVisible(seen.stream().flatMap(CaptureHandler::writer).collect(Collectors.toSet()));
    for (Seen one : seen) {
      switch (one) {
        case Row row -> pass(row);
        // Whoever wrote it: a trigger may have, in a transaction of ours.
        case LookedInto row -> sends.add(producer.send(messages.change(row.change())));
        case Mark mark -> heed(mark);
        case Nothing nothing -> {}
      }
    }
    awaitSent();
    if (held.isEmpty() && !batch.isEmpty()) {
      // Confirms all before it too. A held barrier, and what follows it, must come again.
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

  private void pass(Row row) {
    boolean own = row.change().own() || row.transaction().equals(ownTransaction);
    if (own) {
      ownRows.increment();
    }
    if (!own || capture.ownWrites() == OwnWrites.APPLIED) {
      RowChanged change = own ? row.change().asOwn() : row.change();
      sends.add(producer.send(messages.change(change)));
    }
  }

  private void heed(Mark mark) throws InterruptedException {
    switch (mark.kind()) {
      case OWN -> ownTransaction = mark.transaction();
      case BARRIER -> {
        String content = mark.content();
        String mine = capture.id() + "|";
        if (content.startsWith(mine)) {
          held.add(new Barrier(capture.id(), content.substring(mine.length())));
          release();
        }
      }
      case BRIDGE -> {
        String content = mark.content();
        if (content.equals(capture.id().toString()) || content.startsWith(capture.id() + "|")) {
          sends.add(producer.send(messages.change(new BridgeComputed(capture.id(), mark.at()))));
        }
      }
      case START -> {
        proof.saw(mark.content());
        release();
      }
      case MOVE -> {}
    }
  }

  /**
   * Lets barriers go, once it is sure that nothing is missing before them and all of it is sent.
   */
  private void release() throws InterruptedException {
    if (!proof.given() || held.isEmpty()) {
      return;
    }
    awaitSent();
    proof.checkUnchanged();
    for (Barrier barrier : held) {
      for (int partition = 0; partition < Topic.CHANGES.partitions(); partition++) {
        sends.add(producer.send(messages.barrier(barrier, partition)));
      }
    }
    awaitSent();
    held.clear();
  }

  private void awaitSent() throws InterruptedException {
    try {
      CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("changes can't be sent: " + e.getCause().getMessage(), e);
    }
    sends.clear();
  }

  @Override
  public boolean supportsTombstoneEvents() {
    return false;
  }
}
