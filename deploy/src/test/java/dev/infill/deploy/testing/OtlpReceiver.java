package dev.infill.deploy.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes traces by OTLP over HTTP, and reads of them what tests ask. The numbers are those of the
 * fields in OpenTelemetry's {@code trace.proto}.
 */
public final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();

  private OtlpReceiver(HttpServer server) {
    this.server = server;
  }

  /**
   * A span as it was received.
   *
   * @param service which kind of process sent it
   * @param parent the id of the span that it belongs to; empty where it begins a trace
   * @param linked the ids of the traces that it is linked to
   * @param attributes those that are texts
   */
  public record Received(
      String service,
      String trace,
      String id,
      String parent,
      String name,
      List<String> linked,
      Map<String, String> attributes) {}

  public static OtlpReceiver start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var receiver = new OtlpReceiver(server);
    server.createContext("/v1/traces", receiver::take);
    server.start();
    return receiver;
  }

  /** For a process that shall send its traces here, soon after they are made. */
  public Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "OTEL_BSP_SCHEDULE_DELAY",
        "100");
  }

  /** All that came, one byte a character. */
  public String text() {
    return bodies.stream()
        .map(body -> new String(body, StandardCharsets.ISO_8859_1))
        .collect(Collectors.joining());
  }

  public List<Received> spans() {
    return bodies.stream()
        .flatMap(body -> messages(fields(ByteString.copyFrom(body)), 1))
        .flatMap(
            resource -> {
              String service =
                  messages(resource, 1)
                      .map(OtlpReceiver::attributes)
                      .map(all -> all.getOrDefault("service.name", ""))
                      .collect(Collectors.joining());
              return messages(resource, 2)
                  .flatMap(scope -> messages(scope, 2))
                  .map(span -> span(service, span));
            })
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      bodies.add(exchange.getRequestBody().readAllBytes());
      exchange.getResponseHeaders().add("content-type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Received span(String service, UnknownFieldSet span) {
    return new Received(
        service,
        id(span, 1),
        id(span, 2),
        id(span, 4),
        text(span, 5),
        messages(span, 13).map(link -> id(link, 1)).toList(),
        attributes(span, 9));
  }

  private static Map<String, String> attributes(UnknownFieldSet resource) {
    return attributes(resource, 1);
  }

  private static Map<String, String> attributes(UnknownFieldSet message, int field) {
    return messages(message, field)
        .collect(
            Collectors.toMap(
                pair -> text(pair, 1),
                pair -> messages(pair, 2).map(v -> text(v, 1)).collect(Collectors.joining())));
  }

  private static String text(UnknownFieldSet message, int field) {
    return bytes(message, field).map(ByteString::toStringUtf8).collect(Collectors.joining());
  }

  private static String id(UnknownFieldSet message, int field) {
    return bytes(message, field)
        .map(id -> HexFormat.of().formatHex(id.toByteArray()))
        .collect(Collectors.joining());
  }

  private static Stream<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
    return bytes(message, field).map(OtlpReceiver::fields);
  }

  private static Stream<ByteString> bytes(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream();
  }

  private static UnknownFieldSet fields(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no protobuf came", e);
    }
  }
}
