package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.runtime.PaceSink;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells paces on {@code infill.pace}. */
public final class KafkaPaces implements PaceSink {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPaces.class);

  private final MessageProducer producer;
  private final Messages messages;

  public KafkaPaces(MessageProducer producer, Messages messages) {
    this.producer = producer;
    this.messages = messages;
  }

  @Override
  public void publish(Pace pace) {
    send(messages.pace(pace));
  }

  @Override
  public void remove(MigrationShard id) {
    send(messages.noPace(id));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Its outcome is logged, and the next pace follows.
  private void send(ProducerRecord<String, byte[]> record) {
    producer
        .send(record)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.warn("a pace was not stored: shard={} {}", record.key(), failure.toString());
              }
            });
  }
}
