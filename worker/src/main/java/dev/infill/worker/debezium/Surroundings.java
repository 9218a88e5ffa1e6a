package dev.infill.worker.debezium;

import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Capture;
import dev.infill.common.message.FailureKind;
import dev.infill.common.settings.MissingSecretException;
import dev.infill.common.settings.Secrets;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.observe.WorkerMeters;
import dev.infill.worker.port.CaptureSource;

/**
 * What every capture of a worker shares.
 *
 * @param connections to the shards
 * @param secrets finds their passwords
 * @param captures tells whether a capture shall still run
 * @param meters shows how much log is kept for the captures
 */
public record Surroundings(
    ShardConnections connections,
    Secrets secrets,
    CaptureSource captures,
    Messages messages,
    MessageProducer producer,
    WorkerMeters meters) {

  /** The password of whoever reads a capture's log. */
  public String password(Capture capture) throws ShardFailure {
    try {
      return secrets.resolve(capture.shard().password());
    } catch (MissingSecretException e) {
      throw new ShardFailure(
          FailureKind.PERMANENT, "infill.secret", String.valueOf(e.getMessage()), e);
    }
  }
}
