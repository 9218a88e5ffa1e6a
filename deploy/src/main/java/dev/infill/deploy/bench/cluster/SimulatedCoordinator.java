package dev.infill.deploy.bench.cluster;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.TopicSetupException;
import dev.infill.common.observe.Traces;
import dev.infill.common.plan.ShardPlan;
import dev.infill.coordinator.Coordinator;
import dev.infill.coordinator.CoordinatorSettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A coordinator in this process, real but for its shards. */
public final class SimulatedCoordinator implements AutoCloseable {
  private final Coordinator coordinator;
  private final MessageProducer barriers;

  private SimulatedCoordinator(Coordinator coordinator, MessageProducer barriers) {
    this.coordinator = coordinator;
    this.barriers = barriers;
  }

  /**
   * Returns when it decides and answers.
   *
   * @param instance a lasting name, as of a coordinator that is started again
   * @param port of its API
   * @throws TopicSetupException when the broker can't be reached or refuses
   * @throws IOException when the API's address can't be had, or the broker falls silent
   */
  public static SimulatedCoordinator start(
      String name, Optional<String> instance, KafkaSettings kafka, int port, SimulatedTable table)
      throws TopicSetupException, IOException, InterruptedException {
    var barriers = new MessageProducer(kafka);
    var messages =
        new Messages(kafka, Codec.ofMessages(), "capture/" + name, InstantSource.system());
    var coordinator =
        new Coordinator(
            new CoordinatorSettings(
                name, kafka, (short) 1, "127.0.0.1", port, Optional.empty(), List.of(), instance),
            new SimulatedShards(table, barriers, messages),
            (spec, shard) -> ShardPlan.refused(List.of()),
            Traces.NONE);
    var simulated = new SimulatedCoordinator(coordinator, barriers);
    boolean up = false;
    try {
      coordinator.start();
      up = true;
    } finally {
      if (!up) {
        simulated.close();
      }
    }
    return simulated;
  }

  @Override
  public void close() {
    coordinator.close();
    barriers.close();
  }
}
