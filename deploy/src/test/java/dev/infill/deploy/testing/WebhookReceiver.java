package dev.infill.deploy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Topic;
import dev.infill.coordinator.notify.Webhook;
import dev.infill.coordinator.notify.WebhookSender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.admin.Admin;

/** Takes notifications over HTTP, or refuses them, and keeps what came. */
public final class WebhookReceiver implements AutoCloseable {
  /** Signs what is sent to it. */
  public static final String SECRET = "a key of the test";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile int answer = 204;

  private WebhookReceiver(HttpServer server) {
    this.server = server;
  }

  /**
   * A request as it came; a header that it lacks is {@code null} as a text.
   *
   * @param id the header {@link WebhookSender#ID}
   * @param signature the header {@link WebhookSender#SIGNATURE}
   */
  public record Received(String contentType, String id, String signature, String body) {
    /** The body, which must be JSON. */
    public JsonNode event() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("no JSON came", e);
      }
    }

    /** That its header is the HMAC of its body by {@link #SECRET}, computed here once more. */
    public boolean isSigned() throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
      return signature.equals(
          "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8))));
    }
  }

  /** Takes everything, until it is told otherwise. */
  public static WebhookReceiver start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var receiver = new WebhookReceiver(server);
    server.createContext("/hook", receiver::take);
    server.start();
    return receiver;
  }

  /** What it answers from now on, such as 503. */
  public void answer(int status) {
    answer = status;
  }

  /** All that came since it was started or cleared, also what was refused. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  public void clear() {
    received.clear();
  }

  /** The sentence of a CloudEvent that came; empty while it has not. */
  public Optional<String> sentence(String subject, String what) {
    return received.stream()
        .map(Received::event)
        .filter(event -> event.path("subject").asText().equals(subject))
        .map(event -> event.path("data"))
        .filter(data -> data.path("what").asText().equals(what))
        .map(data -> data.path("sentence").asText())
        .findFirst();
  }

  /** Itself, as a coordinator is given it. */
  public Webhook webhook() {
    return new Webhook(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook"),
        Webhook.Format.CLOUDEVENTS,
        Optional.of(SECRET));
  }

  /**
   * That a coordinator has begun to tell it. A webhook that is new is told what happens from then
   * on.
   */
  public boolean isTold(KafkaSettings kafka) {
    try (var admin = Admin.create(kafka.admin())) {
      return admin
              .listConsumerGroupOffsets(kafka.group("webhook-" + webhook().name()))
              .partitionsToOffsetAndMetadata()
              .get()
              .size()
          == Topic.STATE.partitions();
    } catch (ExecutionException e) {
      return false; // the group is not there yet
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = exchange.getRequestHeaders();
      received.add(
          new Received(
              String.valueOf(headers.getFirst("Content-Type")),
              String.valueOf(headers.getFirst(WebhookSender.ID)),
              String.valueOf(headers.getFirst(WebhookSender.SIGNATURE)),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      exchange.sendResponseHeaders(answer, -1);
    }
  }
}
