package dev.infill.deploy.cluster;

import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.jdbc.preview.JdbcShardPlanners;
import dev.infill.common.kafka.TopicSetupException;
import dev.infill.common.model.Engine;
import dev.infill.common.observe.Traces;
import dev.infill.common.settings.Secrets;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.SchemaStoreByEngine;
import dev.infill.coordinator.Coordinator;
import dev.infill.coordinator.CoordinatorSettings;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** A coordinator in this process. */
public final class RunningCoordinator implements AutoCloseable {
  private final CoordinatorSettings settings;
  private final Coordinator coordinator;

  private RunningCoordinator(CoordinatorSettings settings, Coordinator coordinator) {
    this.settings = settings;
    this.coordinator = coordinator;
  }

  /**
   * Returns when it decides and answers.
   *
   * @param traces gets its steps and decisions; stays open when it is closed
   * @throws TopicSetupException when the broker can't be reached or refuses
   * @throws IOException when the API's address can't be had, or the broker falls silent
   */
  public static RunningCoordinator start(CoordinatorSettings settings, Traces traces)
      throws TopicSetupException, IOException, InterruptedException {
    var connections = new ShardConnections(Secrets.ofProcess(), "coordinator");
    var coordinator =
        new Coordinator(settings, store(connections), JdbcShardPlanners.over(connections), traces);
    coordinator.start();
    return new RunningCoordinator(settings, coordinator);
  }

  private static SchemaStore store(ShardConnections connections) {
    return new SchemaStoreByEngine(
        Map.of(
            Engine.POSTGRESQL, new PostgresSchemaStore(connections),
            Engine.MYSQL, new MySqlSchemaStore(connections)));
  }

  /** Where its API answers. */
  public URI url() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return URI.create("http://" + host + ":" + coordinator.httpPort());
  }

  @Override
  public void close() {
    coordinator.close();
  }
}
