package dev.infill.deploy.cluster;

import dev.infill.common.kafka.TopicSetup;
import dev.infill.common.kafka.TopicSetupException;
import dev.infill.common.observe.ProcessMeters;
import dev.infill.common.observe.Traces;
import dev.infill.common.settings.Secrets;
import dev.infill.common.transform.Transforms;
import dev.infill.worker.Worker;
import dev.infill.worker.WorkerSettings;
import dev.infill.worker.http.WorkerServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/** A worker in this process. */
public final class RunningWorker implements AutoCloseable {
  private final Worker worker;
  private final PrometheusMeterRegistry meters;
  private Optional<WorkerServer> server = Optional.empty();

  private RunningWorker(Worker worker, PrometheusMeterRegistry meters) {
    this.worker = worker;
    this.meters = meters;
  }

  /**
   * Makes the topics that are missing, since a worker may come before the first coordinator, and
   * returns when it works.
   *
   * @param transforms the fill rules in Java that it has
   * @param replicationFactor of topics that are made; -1 for the broker's default
   * @param traces gets the tasks that it does; stays open when it is closed
   * @throws TopicSetupException when the broker can't be reached or refuses
   */
  public static RunningWorker start(
      WorkerSettings settings, Transforms transforms, short replicationFactor, Traces traces)
      throws TopicSetupException, InterruptedException {
    try (var admin = Admin.create(settings.kafka().admin())) {
      TopicSetup.ensure(admin, settings.kafka(), replicationFactor);
    }
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ProcessMeters.bind(meters);
    var worker =
        new Worker(
            settings, Secrets.ofProcess(), transforms, meters, traces, InstantSource.system());
    worker.start();
    return new RunningWorker(worker, meters);
  }

  /**
   * Tells health, readiness and metrics over HTTP from now on.
   *
   * @throws IOException when the address can't be had
   */
  public void listen(WorkerServer.Listen at) throws IOException {
    server = Optional.of(WorkerServer.start(at, worker::ready, this::metrics));
  }

  /** What it counted, in Prometheus' format. */
  public String metrics() {
    return meters.scrape();
  }

  @Override
  public void close() {
    server.ifPresent(WorkerServer::close);
    worker.close();
    meters.close();
  }
}
