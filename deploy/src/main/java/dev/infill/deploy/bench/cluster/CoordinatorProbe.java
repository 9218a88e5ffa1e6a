package dev.infill.deploy.bench.cluster;

import dev.infill.deploy.local.JavaTools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Reads a coordinator's own meters. */
final class CoordinatorProbe implements AutoCloseable {
  private static final double MEGABYTE = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final URI metrics;

  CoordinatorProbe(URI api) {
    this.metrics = api.resolve("/metrics");
  }

  /** Commands and events that it decided since it began. */
  long decided() throws IOException, InterruptedException {
    return (long) sum("infill_coordinator_decided_total");
  }

  /** What its heap holds once garbage is collected, in mebibytes. */
  double heldHeap(long pid) throws IOException, InterruptedException {
    JavaTools.collectGarbage(pid);
    return sum("jvm_memory_used_bytes{area=\"heap\"") / MEGABYTE;
  }

  private double sum(String begin) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(metrics).timeout(PATIENCE).build();
    String text = client.send(request, BodyHandlers.ofString()).body();
    double sum = 0;
    boolean found = false;
    for (String line : (Iterable<String>) text.lines().filter(l -> l.startsWith(begin))::iterator) {
      sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      found = true;
    }
    if (!found) {
      throw new IOException(metrics + " does not tell " + begin);
    }
    return sum;
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
