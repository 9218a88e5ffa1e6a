package dev.infill.deploy.cluster;

import dev.infill.common.kafka.TopicSetup;
import dev.infill.common.kafka.TopicSetupException;
import dev.infill.common.settings.Secrets;
import dev.infill.common.transform.Transforms;
import dev.infill.worker.Worker;
import dev.infill.worker.WorkerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import org.apache.kafka.clients.admin.Admin;

/** A worker in this process. */
public final class RunningWorker implements AutoCloseable {
  private final Worker worker;

  private RunningWorker(Worker worker) {
    this.worker = worker;
  }

  /**
   * Makes the topics that are missing, since a worker may come before the first coordinator, and
   * returns when it works.
   *
   * @param transforms the fill rules in Java that it has
   * @param replicationFactor of topics that are made; -1 for the broker's default
   * @throws TopicSetupException when the broker can't be reached or refuses
   */
  public static RunningWorker start(
      WorkerSettings settings, Transforms transforms, short replicationFactor)
      throws TopicSetupException, InterruptedException {
    try (var admin = Admin.create(settings.kafka().admin())) {
      TopicSetup.ensure(admin, settings.kafka(), replicationFactor);
    }
    var worker =
        new Worker(
            settings,
            Secrets.ofProcess(),
            transforms,
            new SimpleMeterRegistry(),
            InstantSource.system());
    worker.start();
    return new RunningWorker(worker);
  }

  @Override
  public void close() {
    worker.close();
  }
}
