package dev.infill.coordinator.http;

import dev.infill.common.kafka.Codec;
import dev.infill.common.plan.FleetPlanner;
import dev.infill.common.shard.SchemaStore;
import dev.infill.coordinator.status.EventLog;
import dev.infill.coordinator.status.Histories;
import dev.infill.coordinator.status.Views;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of a coordinator. */
public final class ApiServer implements AutoCloseable {
  /**
   * The JDK's client asks for an upgrade to HTTP/2 on each new connection. Vert.x 5.2.0 grants it,
   * and an answer of some 35 kB then sometimes never came: the client, whose timeout ends with the
   * headers, waited for ever.
   */
  private static final HttpServerOptions HTTP_1 =
      new HttpServerOptions().setHttp2ClearTextEnabled(false);

  private static final int SECONDS = 10;
  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);

  private final Vertx vertx;
  private final HttpServer server;

  private ApiServer(Vertx vertx, HttpServer server) {
    this.vertx = vertx;
    this.server = server;
  }

  /**
   * Where it listens and who may ask.
   *
   * @param host the address to listen at
   * @param port 0 for a free one
   * @param token asked of every request but health and readiness; empty for none
   */
  public record Listen(String host, int port, Optional<String> token) {
    /** Leaves the token out. */
    @Override
    public String toString() {
      return "Listen[" + host + ":" + port + (token.isPresent() ? ", token set]" : "]");
    }
  }

  /**
   * Starts to listen.
   *
   * @param histories the curves of what {@code views} shows
   * @param metrics what {@code /metrics} says
   * @throws IOException when the address can't be had
   */
  public static ApiServer start(
      Listen listen,
      Views views,
      Histories histories,
      EventLog events,
      CommandSink commands,
      SchemaStore store,
      FleetPlanner planner,
      Supplier<String> metrics,
      InstantSource clock)
      throws IOException, InterruptedException {
    var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      var operations = new Operations(views, commands, new Surveys(store), clock);
      var reads = new Reads(views, histories, events, clock);
      var feed = new Feed(vertx, Codec.ofMessages(), views, clock);
      feed.start();
      var router =
          new Routes(vertx, reads, operations, new Plans(planner), feed, views::refresh, metrics)
              .router(new Guard(listen.token()));
      var server =
          vertx
              .createHttpServer(HTTP_1)
              .requestHandler(router)
              .listen(listen.port(), listen.host())
              .toCompletionStage()
              .toCompletableFuture()
              .get(SECONDS, TimeUnit.SECONDS);
      return new ApiServer(vertx, server);
    } catch (ExecutionException | TimeoutException e) {
      close(vertx);
      throw new IOException(
          "can't listen at " + listen.host() + ":" + listen.port() + ": " + reason(e), e);
    }
  }

  /** The port it listens at. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    close(vertx);
  }

  private static void close(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the HTTP server did not close in order: {}", reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String reason(Exception e) {
    return String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
  }
}
