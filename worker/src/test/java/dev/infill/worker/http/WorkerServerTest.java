package dev.infill.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WorkerServerTest {
  private final AtomicBoolean ready = new AtomicBoolean();

  @Test
  void probesNeedNoTokenAndMetricsDo() throws Exception {
    var listen = new WorkerServer.Listen("127.0.0.1", 0, Optional.of("hush"));
    try (var server = WorkerServer.start(listen, ready::get, () -> "a_metric 1\n");
        var client = HttpClient.newHttpClient()) {
      assertThat(get(client, server, "/health", "").statusCode()).isEqualTo(200);
      assertThat(get(client, server, "/ready", "").statusCode()).isEqualTo(503);
      ready.set(true);
      assertThat(get(client, server, "/ready", "").statusCode()).isEqualTo(200);
      assertThat(get(client, server, "/metrics", "").statusCode()).isEqualTo(401);
      assertThat(get(client, server, "/metrics", "wrong").statusCode()).isEqualTo(401);
      assertThat(get(client, server, "/metrics", "hush").body()).isEqualTo("a_metric 1\n");
      assertThat(get(client, server, "/other", "hush").statusCode()).isEqualTo(404);
    }
    assertThat(listen.toString()).doesNotContain("hush");
  }

  private static HttpResponse<String> get(
      HttpClient client, WorkerServer server, String path, String token) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
