package dev.infill.worker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A worker's health, readiness and metrics over HTTP, at the same paths as a coordinator's. It only
 * tells, so the JDK's own server does.
 */
public final class WorkerServer implements AutoCloseable {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private WorkerServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Where it listens and who may ask.
   *
   * @param port 0 for a free one
   * @param token asked of who wants the metrics; empty for none
   */
  public record Listen(String host, int port, Optional<String> token) {
    /** Leaves the token out. */
    @Override
    public String toString() {
      return "Listen[" + host + ":" + port + (token.isPresent() ? ", token set]" : "]");
    }
  }

  private record Answer(int status, String type, String body) {}

  /**
   * Starts to listen.
   *
   * @param ready what {@code /ready} says
   * @param metrics what {@code /metrics} says
   * @throws IOException when the address can't be had
   */
  public static WorkerServer start(Listen listen, BooleanSupplier ready, Supplier<String> metrics)
      throws IOException {
    HttpServer http;
    try {
      http = HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), 0);
    } catch (IOException e) {
      throw new IOException(
          "can't listen at " + listen.host() + ":" + listen.port() + ": " + e.getMessage(), e);
    }
    var server = new WorkerServer(http);
    http.setExecutor(server.threads);
    http.createContext("/", e -> answer(e, new Answer(404, JSON, "{\"status\":404}")));
    http.createContext("/health", e -> answer(e, new Answer(200, JSON, "{\"status\":\"up\"}")));
    http.createContext("/ready", e -> answer(e, readiness(ready.getAsBoolean())));
    http.createContext(
        "/metrics",
        e -> {
          if (mayAsk(e, listen.token())) {
            answer(e, new Answer(200, PROMETHEUS, metrics.get()));
          } else {
            e.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            answer(e, new Answer(401, JSON, "{\"status\":401}"));
          }
        });
    http.start();
    return server;
  }

  /** The port it listens at. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop((int) LAST_ANSWERS.toSeconds());
    threads.close();
  }

  private static Answer readiness(boolean ready) {
    return ready
        ? new Answer(200, JSON, "{\"status\":\"ready\"}")
        : new Answer(503, JSON, "{\"status\":\"not ready: Kafka took no sign of life lately\"}");
  }

  private static boolean mayAsk(HttpExchange exchange, Optional<String> token) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return token.isEmpty()
        || (given != null
            // Compares in a time that does not tell how much of the token was right.
            && MessageDigest.isEqual(
                ("Bearer " + token.get()).getBytes(UTF_8), given.getBytes(UTF_8)));
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      byte[] body = answer.body().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }
}
