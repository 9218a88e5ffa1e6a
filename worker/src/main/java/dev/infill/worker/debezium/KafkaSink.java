package dev.infill.worker.debezium;

import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Change;
import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Change.BridgeComputed;
import dev.infill.common.message.Change.LookupChanged;
import dev.infill.common.message.Change.RowChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Sends changes to Kafka. Not safe for threads. */
final class KafkaSink implements SeenChanges.Sink {
  private final Messages messages;
  private final MessageProducer producer;
  private final List<CompletableFuture<Void>> sends = new ArrayList<>();

  KafkaSink(Messages messages, MessageProducer producer) {
    this.messages = messages;
    this.producer = producer;
  }

  @Override
  public void send(Change change) {
    sends.add(
        producer.send(
            switch (change) {
              case RowChanged row -> messages.change(row);
              case LookupChanged row -> messages.change(row);
              case BridgeComputed computed -> messages.change(computed);
              case Barrier barrier ->
                  throw new IllegalArgumentException("a barrier goes to each partition");
            }));
  }

  @Override
  public void send(Barrier barrier, int partition) {
    sends.add(producer.send(messages.barrier(barrier, partition)));
  }

  @Override
  public void awaitSent() throws InterruptedException {
    try {
      CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("changes can't be sent: " + e.getCause().getMessage(), e);
    }
    sends.clear();
  }
}
