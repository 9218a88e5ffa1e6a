package dev.infill.deploy.e2e;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.transform.Transforms;
import dev.infill.coordinator.CoordinatorSettings;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.cluster.RunningCoordinator;
import dev.infill.deploy.cluster.RunningWorker;
import dev.infill.deploy.opentelemetry.Telemetry;
import dev.infill.deploy.testing.TestKafka;
import dev.infill.worker.WorkerSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A coordinator and a worker in this JVM, on the shared broker under a prefix of their own. */
public final class LocalCluster implements Cluster, AutoCloseable {
  private final KafkaSettings kafka;
  private final RunningCoordinator coordinator;
  private final RunningWorker worker;
  private final ApiClient api;
  private final List<Telemetry> telemetry;

  private LocalCluster(
      KafkaSettings kafka,
      RunningCoordinator coordinator,
      RunningWorker worker,
      ApiClient api,
      List<Telemetry> telemetry) {
    this.kafka = kafka;
    this.coordinator = coordinator;
    this.worker = worker;
    this.api = api;
    this.telemetry = telemetry;
  }

  public static LocalCluster start() throws Exception {
    return start(Transforms.NONE, Map.of());
  }

  /**
   * With rules in Java.
   *
   * @param environment says where traces are sent, if anywhere
   */
  static LocalCluster start(Transforms transforms, Map<String, String> environment)
      throws Exception {
    var kafka = new KafkaSettings(TestKafka.bootstrapServers(), TestKafka.prefix(), Map.of());
    var ofCoordinator = Telemetry.of(environment, "infill-coordinator", "coordinator-1");
    var ofWorker = Telemetry.of(environment, "infill-worker", "worker-1");
    var coordinator =
        RunningCoordinator.start(
            new CoordinatorSettings(
                "coordinator-1", kafka, (short) 1, "127.0.0.1", 0, Optional.empty()),
            ofCoordinator.traces());
    RunningWorker worker = null;
    try {
      worker =
          RunningWorker.start(
              new WorkerSettings("worker-1", kafka, 4), transforms, (short) 1, ofWorker.traces());
    } finally {
      if (worker == null) {
        coordinator.close();
      }
    }
    return new LocalCluster(
        kafka,
        coordinator,
        worker,
        new ApiClient(coordinator.url(), ""),
        List.of(ofCoordinator, ofWorker));
  }

  public KafkaSettings kafka() {
    return kafka;
  }

  public RunningCoordinator coordinator() {
    return coordinator;
  }

  /** What both tell at {@code /metrics}. */
  String metrics() throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(coordinator.url().resolve("/metrics")).build();
      return client.send(request, BodyHandlers.ofString()).body() + worker.metrics();
    }
  }

  @Override
  public ApiClient api() {
    return api;
  }

  @Override
  public void close() {
    api.close();
    worker.close();
    coordinator.close();
    telemetry.forEach(Telemetry::close);
  }
}
