package dev.infill.coordinator.http;

import dev.infill.common.kafka.Codec;
import dev.infill.common.model.MigrationId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API: which path does what. */
final class Routes {
  private static final int LARGEST_BODY = 1 << 20;
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  private final Vertx vertx;
  private final Codec codec = Codec.ofMessages();
  private final Reads reads;
  private final Operations operations;
  private final Plans plans;
  private final Feed feed;
  private final Ready ready;
  private final Supplier<String> metrics;

  /** An answer: its status, its body, and where to look next where that is elsewhere. */
  private record Reply(int status, Object body, String location) {
    static Reply ok(Object body) {
      return new Reply(200, body, "");
    }
  }

  /** Fails while the store does not answer. */
  interface Ready {
    void check() throws IOException, InterruptedException;
  }

  /** Reads something of a migration. */
  private interface Read {
    Object of(MigrationId id) throws IOException, InterruptedException;
  }

  /** An operation on a migration. */
  private interface Operation {
    void run(MigrationId id) throws IOException, InterruptedException;
  }

  Routes(
      Vertx vertx,
      Reads reads,
      Operations operations,
      Plans plans,
      Feed feed,
      Ready ready,
      Supplier<String> metrics) {
    this.vertx = vertx;
    this.reads = reads;
    this.operations = operations;
    this.plans = plans;
    this.feed = feed;
    this.ready = ready;
    this.metrics = metrics;
  }

  Router router(Guard guard) {
    var router = Router.router(vertx);
    var pages = new Pages("/dashboard/");
    router.get("/").handler(pages.file("index.html"));
    router.get("/ui/*").handler(pages.below("/ui/"));
    router.get("/health").handler(c -> send(c, Reply.ok(Map.of("status", "up"))));
    router.get("/ready").handler(c -> blocking(c, this::ready));
    router.route("/metrics").handler(guard);
    router.get("/metrics").handler(this::metrics);
    router.route("/v1/*").handler(guard);
    router.route("/v1/*").handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
    reads(router);
    operations(router);
    router.route().failureHandler(this::failed);
    router.errorHandler(
        404, c -> problem(c, Problem.of(404, "there is nothing at " + c.request().path())));
    router.errorHandler(
        405, c -> problem(c, Problem.of(405, c.request().method() + " is not possible here")));
    return router;
  }

  private void reads(Router router) {
    router.get("/v1/openapi.yaml").handler(new Pages("/openapi/").file("openapi.yaml"));
    router.get("/v1/stream").handler(c -> feed.subscribe(c, topic(c)));
    router.get("/v1/fleet").handler(c -> blocking(c, () -> Reply.ok(reads.fleet())));
    router.get("/v1/workers").handler(c -> blocking(c, () -> Reply.ok(reads.workers())));
    router.get("/v1/migrations").handler(c -> blocking(c, () -> Reply.ok(reads.migrations(c))));
    of(router, "", c -> reads::migration);
    of(router, "/map", c -> id -> reads.maps(id, c));
    of(router, "/history", c -> id -> reads.history(id, c));
    of(router, "/events", c -> id -> reads.events(id, c));
    of(router, "/report", c -> reads::report);
  }

  private void operations(Router router) {
    router.post("/v1/plans").handler(c -> blocking(c, () -> Reply.ok(plans.of(submission(c)))));
    router.post("/v1/migrations").handler(c -> blocking(c, () -> submit(c)));
    router.post("/v1/migrations/:migration/pause").handler(operation(operations::pause));
    router.post("/v1/migrations/:migration/resume").handler(operation(operations::resume));
    router.post("/v1/migrations/:migration/rollback").handler(operation(operations::rollBack));
    router.post("/v1/migrations/:migration/approve").handler(c -> blocking(c, () -> approve(c)));
    router.post("/v1/migrations/:migration/tune").handler(c -> blocking(c, () -> tune(c)));
  }

  /** Answers what is asked of a migration. */
  private void of(Router router, String path, Function<RoutingContext, Read> read) {
    router
        .get("/v1/migrations/:migration" + path)
        .handler(c -> blocking(c, () -> Reply.ok(read.apply(c).of(id(c)))));
  }

  private Reply ready() throws IOException, InterruptedException {
    ready.check();
    return Reply.ok(Map.of("status", "ready"));
  }

  private static Optional<MigrationId> topic(RoutingContext c) {
    return Params.text(c, "migration").map(Routes::id);
  }

  private Submission submission(RoutingContext c) {
    String contentType = c.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (contentType == null || !contentType.startsWith("application/json")) {
      throw new ProblemException(415, "a spec and its fleet are sent as application/json");
    }
    return Submission.read(codec, body(c));
  }

  private Reply submit(RoutingContext c) throws IOException, InterruptedException {
    var submission = submission(c);
    var submitted = operations.submit(submission);
    String location = "/v1/migrations/" + submission.spec().name();
    var told =
        Map.of(
            "migration", submission.spec().name().name(),
            "location", location,
            "digest", submitted.digest(),
            "findings", submitted.findings());
    return new Reply(submitted.isNew() ? 202 : 200, told, location);
  }

  private Reply tune(RoutingContext c) throws IOException, InterruptedException {
    MigrationId id = id(c);
    operations.tune(id, ShardRequest.tune(codec, body(c)));
    return new Reply(202, reads.migration(id), "/v1/migrations/" + id);
  }

  private Reply approve(RoutingContext c) throws IOException, InterruptedException {
    MigrationId id = id(c);
    operations.approve(id, ShardRequest.shard(codec, body(c)));
    return new Reply(202, reads.migration(id), "/v1/migrations/" + id);
  }

  private static byte[] body(RoutingContext c) {
    Buffer body = c.body().buffer();
    return body == null ? new byte[0] : body.getBytes();
  }

  private io.vertx.core.Handler<RoutingContext> operation(Operation operation) {
    return c ->
        blocking(
            c,
            () -> {
              MigrationId id = id(c);
              operation.run(id);
              return new Reply(202, reads.migration(id), "/v1/migrations/" + id);
            });
  }

  private void metrics(RoutingContext c) {
    vertx
        .executeBlocking(metrics::get, false)
        .onSuccess(text -> c.response().putHeader(HttpHeaders.CONTENT_TYPE, PROMETHEUS).end(text))
        .onFailure(c::fail);
  }

  private static MigrationId id(RoutingContext c) {
    return id(c.pathParam("migration"));
  }

  private static MigrationId id(String name) {
    try {
      return new MigrationId(name);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(404, String.valueOf(e.getMessage()));
    }
  }

  private void blocking(RoutingContext c, Callable<Reply> work) {
    vertx.executeBlocking(work, false).onSuccess(reply -> send(c, reply)).onFailure(c::fail);
  }

  private void send(RoutingContext c, Reply reply) {
    var response = c.response().setStatusCode(reply.status());
    if (!reply.location().isEmpty()) {
      response.putHeader(HttpHeaders.LOCATION, reply.location());
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(Buffer.buffer(codec.write(reply.body())));
  }

  private void failed(RoutingContext c) {
    Throwable failure = c.failure();
    if (failure instanceof ProblemException e) {
      problem(c, e.problem());
    } else if (failure instanceof IOException e) {
      problem(c, Problem.of(503, String.valueOf(e.getMessage())));
    } else if (failure instanceof HttpException e) {
      problem(c, Problem.of(e.getStatusCode(), String.valueOf(e.getMessage())));
    } else if (failure == null || c.statusCode() == 413) {
      problem(c, Problem.of(c.statusCode(), "the request can't be taken"));
    } else {
      log.error(
          "request broke: method={} path={}", c.request().method(), c.request().path(), failure);
      problem(c, Problem.of(500, "internal error; the coordinator's log says more"));
    }
  }

  private void problem(RoutingContext c, Problem problem) {
    c.response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(Buffer.buffer(codec.write(problem)));
  }
}
