package dev.infill.coordinator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.infill.common.kafka.Codec;
import dev.infill.common.model.MigrationId;
import dev.infill.coordinator.status.Live;
import dev.infill.coordinator.status.Views;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever watches what goes on, once a second, as server-sent events. All who watch the same
 * get the same message, which is made once. Who reads too slowly misses messages, and never holds
 * up others: each message tells the whole.
 *
 * <p>The event loop alone touches the subscribers; messages are made elsewhere.
 */
final class Feed {
  private static final long EVERY_MILLIS = 1_000;

  /** Most who may watch one coordinator; each costs a connection and a message a second. */
  private static final int MOST = 200;

  private static final Logger log = LoggerFactory.getLogger(Feed.class);

  private final Vertx vertx;
  private final Codec codec;
  private final Views views;
  private final InstantSource clock;

  /** By what they watch: one migration, or everything. */
  private final Map<Optional<MigrationId>, Set<HttpServerResponse>> watching = new HashMap<>();

  private boolean making;

  Feed(Vertx vertx, Codec codec, Views views, InstantSource clock) {
    this.vertx = vertx;
    this.codec = codec;
    this.views = views;
    this.clock = clock;
  }

  /** Begins to tell. */
  void start() {
    vertx.setPeriodic(EVERY_MILLIS, timer -> tick());
  }

  /**
   * Tells a client from now on until it leaves.
   *
   * @param topic a migration, or everything
   * @throws ProblemException 503 when too many watch already
   */
  void subscribe(RoutingContext context, Optional<MigrationId> topic) {
    if (watching.values().stream().mapToInt(Set::size).sum() >= MOST) {
      throw new ProblemException(503, "too many watch this coordinator already: " + MOST);
    }
    var response = context.response();
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        // A proxy in front that gathers answers would hold the messages back.
        .putHeader("X-Accel-Buffering", "no");
    watching.computeIfAbsent(topic, t -> new HashSet<>()).add(response);
    response.closeHandler(ended -> leave(topic, response));
    response.exceptionHandler(broken -> leave(topic, response));
    vertx
        .executeBlocking(() -> message(topic), false)
        .onSuccess(message -> send(response, message))
        .onFailure(context::fail);
  }

  private void leave(Optional<MigrationId> topic, HttpServerResponse response) {
    var others = watching.get(topic);
    if (others != null && others.remove(response) && others.isEmpty()) {
      watching.remove(topic);
    }
  }

  private void tick() {
    if (making || watching.isEmpty()) {
      return;
    }
    making = true;
    var topics = List.copyOf(watching.keySet());
    vertx
        .executeBlocking(() -> messages(topics), false)
        .onComplete(
            made -> {
              making = false;
              if (made.succeeded()) {
                made.result().forEach(this::sendAll);
              } else {
                log.error("nobody who watches was told", made.cause());
              }
            });
  }

  private void sendAll(Optional<MigrationId> topic, String message) {
    for (var response : new ArrayList<>(watching.getOrDefault(topic, Set.of()))) {
      send(response, message);
    }
  }

  private static void send(HttpServerResponse response, String message) {
    if (!response.closed() && !response.ended() && !response.writeQueueFull()) {
      response.write(message).onFailure(e -> log.debug("somebody who watched left"));
    }
  }

  private Map<Optional<MigrationId>, String> messages(List<Optional<MigrationId>> topics) {
    var made = new HashMap<Optional<MigrationId>, String>();
    topics.forEach(topic -> made.put(topic, message(topic)));
    return made;
  }

  /** JSON of ours has no line breaks, so it is one line of data. */
  private String message(Optional<MigrationId> topic) {
    var now = clock.instant();
    return topic
        .map(id -> event("migration", Live.detail(id, views, now)))
        .orElseGet(() -> event("overview", Live.overview(views, now)));
  }

  private String event(String name, Object data) {
    return "event: " + name + "\ndata: " + new String(codec.write(data), UTF_8) + "\n\n";
  }
}
