package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Command;
import dev.infill.common.model.MigrationId;
import dev.infill.coordinator.http.CommandSink;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends commands on {@code infill.commands}. */
public final class KafkaCommands implements CommandSink {
  private static final int SECONDS = 15;

  private final MessageProducer producer;
  private final Messages messages;

  public KafkaCommands(MessageProducer producer, Messages messages) {
    this.producer = producer;
    this.messages = messages;
  }

  @Override
  public void send(MigrationId migration, Command command)
      throws IOException, InterruptedException {
    try {
      producer.send(messages.command(migration, command)).get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Kafka did not take the command; ask again", e);
    }
  }
}
