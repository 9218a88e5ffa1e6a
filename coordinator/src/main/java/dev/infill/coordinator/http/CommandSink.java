package dev.infill.coordinator.http;

import dev.infill.common.message.Command;
import dev.infill.common.model.MigrationId;
import java.io.IOException;

/** Where commands go. */
public interface CommandSink {
  /**
   * Sends a command; returns when it is stored.
   *
   * @throws IOException when it may not be stored
   */
  void send(MigrationId migration, Command command) throws IOException, InterruptedException;
}
