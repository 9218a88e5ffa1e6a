package dev.infill.coordinator.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.infill.common.kafka.Codec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is sent of a notification.
 *
 * @param contentType of the body
 * @param body JSON
 */
record Payload(String contentType, String body) {
  private static final Codec CODEC = Codec.ofMessages();

  /** The event's own data. */
  private record Data(
      String migration,
      String shard,
      String table,
      List<String> columns,
      String what,
      String sentence) {}

  static Payload of(Notification notification, Webhook.Format format) {
    return switch (format) {
      case CLOUDEVENTS ->
          new Payload("application/cloudevents+json", json(cloudEvent(notification)));
      case SLACK -> new Payload("application/json", json(Map.of("text", text(notification))));
    };
  }

  /** As it is sent and signed. */
  byte[] bytes() {
    return body.getBytes(UTF_8);
  }

  private static String json(Object value) {
    return new String(CODEC.write(value), UTF_8);
  }

  private static Map<String, Object> cloudEvent(Notification n) {
    var event = new LinkedHashMap<String, Object>();
    event.put("specversion", "1.0");
    event.put("id", n.id());
    event.put("source", "/infill");
    event.put("type", "dev.infill.notification." + n.kind().key());
    event.put("subject", n.subject().toString());
    event.put("time", n.at().toString());
    event.put("datacontenttype", "application/json");
    event.put(
        "data",
        new Data(
            n.subject().migration().name(),
            n.subject().shard().name(),
            n.table(),
            n.columns(),
            n.kind().key(),
            n.sentence()));
    return event;
  }

  private static String text(Notification n) {
    return "*%s* on %s (%s): %s"
        .formatted(
            escaped(n.subject().migration().name()),
            escaped(n.subject().shard().name()),
            escaped(n.table()),
            escaped(n.sentence()));
  }

  /** The three characters that mean something in Slack's messages. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
